/** The HTTP API as the browser sees it: the documented answers (/docs), with times as text. */
import type { EventAnswer } from '../../http/schemas/events';
import type { PreOrderAnswer } from '../../http/schemas/pre-orders';

/** As it is in JSON. */
export type Json<T> = T extends Date ? string : T extends object ? { [Key in keyof T]: Json<T[Key]> } : T;

export type EventJson = Json<EventAnswer>;
export type TicketTypeJson = EventJson['ticketTypes'][number];
export type PreOrderJson = Json<PreOrderAnswer>;

/** A problem that the API answered (RFC 9457). */
export interface ProblemJson {
  status: number;
  code: string;
  detail: string;
  [member: string]: unknown;
}

/** Whether the server doesn't know who asks. */
export const isLostSession = ({ code }: ProblemJson): boolean =>
  code === 'unauthenticated' || code === 'session_ended';
