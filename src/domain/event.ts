/** What an event sells, and whether it sells it now. */
import type { PaymentRule } from './payment';

export type EventStatus = 'scheduled' | 'on_sale' | 'paused' | 'closed' | 'cancelled';

/** What an operator asks of a running sale. */
export type SaleAction = 'pause' | 'resume' | 'close' | 'cancel';

/** Whether buyers have to sign in before they ask for tickets. */
export type SignInRule = 'none' | 'required';

/** What an operator decided; the status follows from it and the clock. */
export type EventState = 'active' | 'paused' | 'closed' | 'cancelled';

/** How an event's sale stands at one instant; spans are of the database's clock, in milliseconds. */
export interface Sale {
  status: EventStatus;
  opensAt: Date;
  closesAt: Date;
  /** Until the opening; 0 or less once it is open. */
  opensInMs: number;
  closesInMs: number;
  /** In line, or entered for the draw. */
  waiting: number;
  /** The opening has come, and the places have to be drawn. */
  drawDue: boolean;
  /** An operator did something to all pre-orders, and some of their rows don't have it yet. */
  bulkChangeDue?: boolean;
  /** It is cancelled, and some of what was paid for it isn't given back yet. */
  refundsDue?: boolean;
}

/** One kind of ticket and its stock. `capacity + deficit = available + held + sold`, always. */
export interface TicketType {
  id: string;
  name: string;
  /** Integer minor units of `currency`. */
  priceCents: number;
  /** ISO 4217. */
  currency: string;
  capacity: number;
  available: number;
  /** Set aside for somebody: called, held, or being checked out. */
  held: number;
  sold: number;
  /** How far the capacity was lowered below what is held and sold; what comes back fills it first. */
  deficit: number;
  /** Sold and then cancelled with the event; counted as `available` too. */
  cancelled: number;
}

export interface EventDefinition {
  id: string;
  name: string;
  venue: string;
  /** The venue's, by its IANA name. Everybody is shown the event's times in it. */
  timeZone: string;
  /** Plain text, possibly of several lines; empty where there is none. */
  description: string;
  /** An http(s) address, or null. */
  imageUrl: string | null;
  startsAt: Date;
  /** Null where it isn't known. */
  doorsOpenAt: Date | null;
  onSaleAt: Date;
  closesAt: Date;
  /** A hold ends at the latest this long after it began, in seconds. */
  holdSeconds: number;
  /** A hold ends this long after the buyer's last activity, in seconds. */
  idleSeconds: number;
  /** The most tickets one buyer may wait for, hold and own in this event, together. */
  maxPerBuyer: number;
  /** Whether those who came before the opening are ordered by lot. */
  draw: boolean;
  /** A place is passed over after this many seconds without a sign of its buyer; 0 is never. */
  presenceSeconds: number;
  /** Whether only known buyers may ask for tickets. */
  signIn: SignInRule;
  /** How tickets are paid. An order whose total is 0 is never paid. */
  payment: PaymentRule;
  /** Until when buyers can ask for their money back by themselves; null: not at all. */
  refundableUntil: Date | null;
  ticketTypes: TicketTypeDefinition[];
}

export type TicketTypeDefinition = Pick<TicketType, 'id' | 'name' | 'priceCents' | 'currency' | 'capacity'>;

/** An event as it is at one instant of the database's clock. */
export interface SaleEvent extends Omit<EventDefinition, 'ticketTypes'> {
  status: EventStatus;
  ticketTypes: TicketType[];
}
