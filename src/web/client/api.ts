/** The HTTP API as the browser sees it. See /docs. */
import type { SaleEvent, TicketType } from '../../domain/event';
import type { PreOrder } from '../../domain/pre-order';

/** As it is in JSON: times are text. */
type Json<T> = T extends Date ? string : T extends object ? { [Key in keyof T]: Json<T[Key]> } : T;

/** `deficit` is there only when above 0. */
export type TicketTypeJson = Omit<TicketType, 'deficit'> & { deficit?: number };

export type EventJson = Json<Omit<SaleEvent, 'ticketTypes'>> & { ticketTypes: TicketTypeJson[] };

type SharedKey =
  | ('id' | 'eventId' | 'status' | 'items' | 'totalCents' | 'currency' | 'tickets')
  | ('expiresAt' | 'heldAt' | 'closedAt' | 'reason' | 'serverTime');

export type PreOrderJson = Json<Pick<PreOrder, SharedKey>> & {
  line?: {
    place: number | null;
    ahead: number | null;
    entryId: string;
    estimatedWaitSeconds: number | null;
    pollAfterSeconds: number;
  };
};

/** A problem that the API answered (RFC 9457). */
export interface ProblemJson {
  status: number;
  code: string;
  detail: string;
  [member: string]: unknown;
}
