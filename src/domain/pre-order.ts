/** A pre-order, from being asked for to its end. See docs/architecture.md for the states as a picture. */
import type { Payment } from './payment';

export type PreOrderStatus =
  | 'in_line'
  | 'called'
  | 'pre_order'
  | 'paying'
  | 'checking_out'
  | 'sold'
  | 'invalidated'
  | 'refused'
  | 'cancelled'
  | 'refunded';

export type FinalStatus = Extract<
  PreOrderStatus,
  'sold' | 'invalidated' | 'refused' | 'cancelled' | 'refunded'
>;
export type OpenStatus = Exclude<PreOrderStatus, FinalStatus>;

/** Why a pre-order ended without a sale (or, for `event_cancelled`, in spite of one). */
export const END_REASONS = [
  'sold_out',
  'not_enough_left',
  'limit_reached',
  'idle',
  'hold_ended',
  'given_back',
  'payment_not_completed',
  'ended_by_operator',
  'event_closed',
  'event_cancelled',
] as const;
export type EndReason = (typeof END_REASONS)[number];

export const TICKET_STATUSES = ['pre_order', 'sold', 'invalidated', 'refunding', 'refunded'] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** What is asked for, before anybody knows its price. */
export interface RequestedItem {
  ticketType: string;
  quantity: number;
}

export interface Item extends RequestedItem {
  /** The price when it was asked for, in integer minor units; later changes of the event don't touch it. */
  unitPriceCents: number;
}

/** Who asks for which tickets of which event: what a pre-order is from its first moment on. */
export interface PreOrderRequest {
  /** The id that the pre-order has, or will have. */
  preOrderId: string;
  eventId: string;
  buyerId: string;
  items: RequestedItem[];
}

export interface Ticket {
  id: string;
  ticketType: string;
  status: TicketStatus;
  /** What the entrance reads; there once sold. */
  code?: string;
}

export interface PreOrder {
  id: string;
  eventId: string;
  buyerId: string;
  status: PreOrderStatus;
  items: Item[];
  totalCents: number;
  currency: string;
  tickets: Ticket[];
  askedAt: Date;
  /** Its number in line; none while it is an entry of a draw that hasn't been made. */
  place?: number;
  /** How many wait before it, while `in_line` with a place: exact up to 100, beyond that at most this many. */
  ahead?: number;
  calledAt?: Date;
  heldAt?: Date;
  /** The last sign of the buyer that moved the deadline. */
  lastActivityAt?: Date;
  /** There while `pre_order` or `paying`: judged by the database's clock only. */
  expiresAt?: Date;
  /** The latest that `expiresAt` can become by activity; there while `pre_order`. */
  holdEndsAt?: Date;
  /** How long until `expiresAt` by the database's clock, in milliseconds. */
  remainingMs?: number;
  /** When a checkout was accepted; from then on the sale can't be lost. */
  acceptedAt?: Date;
  closedAt?: Date;
  reason?: EndReason;
  /** The attempt that pays for it, or the last one; there once there was any. */
  payment?: Payment;
  /** How long after its deadline a hold was released, in milliseconds; there where it ended by its deadline. */
  releasedLateMs?: number;
  /** The database's clock when this was read, so that a countdown can ignore the client's. */
  serverTime: Date;
}

/** Which status may follow which. The database's statements obey the same table; a test compares them. */
export const TRANSITIONS = {
  in_line: ['called', 'refused'],
  called: ['pre_order', 'invalidated', 'cancelled'],
  pre_order: ['paying', 'checking_out', 'sold', 'invalidated', 'cancelled'],
  paying: ['pre_order', 'checking_out', 'invalidated', 'cancelled'],
  checking_out: ['sold', 'cancelled'],
  sold: ['cancelled', 'refunded'],
  // Money came after the hold, and the tickets were still free.
  invalidated: ['sold'],
  refused: [],
  cancelled: [],
  refunded: [],
} as const satisfies Record<PreOrderStatus, readonly PreOrderStatus[]>;

export const FINAL_STATUSES: readonly FinalStatus[] = [
  'sold',
  'invalidated',
  'refused',
  'cancelled',
  'refunded',
];

/** True once the purchase is over. Only a refund, late money, or the cancellation of the whole event can change it still. */
export function isFinal(status: PreOrderStatus): status is FinalStatus {
  return (FINAL_STATUSES as readonly PreOrderStatus[]).includes(status);
}

/** Whether the same tickets were asked for, in whatever order they were listed. */
export function sameItems(a: readonly RequestedItem[], b: readonly RequestedItem[]): boolean {
  const text = (items: readonly RequestedItem[]) =>
    items
      .map((item) => `${item.ticketType} ${item.quantity}`)
      .sort()
      .join('\n');
  return text(a) === text(b);
}

/** "2 × Pista + 1 × VIP": what was asked for, to read; a type without a name shows its id. */
export function describeItems(
  items: readonly RequestedItem[],
  names: ReadonlyMap<string, string> = new Map(),
): string {
  return items
    .map(({ quantity, ticketType }) => `${quantity} × ${names.get(ticketType) ?? ticketType}`)
    .join(' + ');
}
