/** The HTTP API as the browser sees it: JSON, so times are text. See /docs. */
import type { EventStatus } from '../../domain/event';
import type { EndReason, Item, PreOrderStatus, Ticket } from '../../domain/pre-order';

export interface TicketTypeJson {
  id: string;
  name: string;
  priceCents: number;
  currency: string;
  capacity: number;
  available: number;
  held: number;
  sold: number;
  deficit?: number;
}

export interface EventJson {
  id: string;
  name: string;
  venue: string;
  startsAt: string;
  onSaleAt: string;
  closesAt: string;
  status: EventStatus;
  holdSeconds: number;
  idleSeconds: number;
  maxPerBuyer: number;
  draw: boolean;
  /** A place in line is passed over after this many seconds without a sign of its buyer; 0 means never. */
  presenceSeconds: number;
  ticketTypes: TicketTypeJson[];
}

export interface PreOrderJson {
  id: string;
  eventId: string;
  status: PreOrderStatus;
  items: Item[];
  totalCents: number;
  currency: string;
  tickets: Ticket[];
  expiresAt?: string;
  heldAt?: string;
  closedAt?: string;
  reason?: EndReason;
  line?: {
    place: number | null;
    ahead: number | null;
    entryId: string;
    estimatedWaitSeconds: number | null;
    pollAfterSeconds: number;
  };
  serverTime: string;
}

/** A problem that the API answered (RFC 9457). */
export interface ProblemJson {
  status: number;
  code: string;
  detail: string;
  [member: string]: unknown;
}
