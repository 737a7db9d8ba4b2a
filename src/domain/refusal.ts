import type { EventStatus } from './event';
import type { PaymentRule } from './payment';
import type { Role } from './roles';

/**
 * A clear no: the request was understood and can't be granted as things are. Never retried by
 * itself, never a bug. Anything else that is thrown is an outage or a bug, and is retried.
 * The fields beside the code become members of the problem (src/http/problems.ts).
 */
export type RefusalReason =
  | { code: 'event_not_found' }
  | { code: 'event_exists' }
  | { code: 'event_changed' }
  | { code: 'currency_fixed'; currency: string }
  | { code: 'payment_fixed'; payment: PaymentRule }
  | { code: 'not_payable'; path: string; why: string }
  | { code: 'unknown_ticket_type'; ticketType: string }
  | { code: 'not_on_sale'; eventStatus: EventStatus; onSaleAt: Date }
  | { code: 'limit_reached'; maxPerBuyer: number }
  | { code: 'sold_out'; held: number }
  | { code: 'already_in_line'; preOrderId: string }
  | { code: 'not_drawn' }
  | { code: 'draw_under_way' }
  | { code: 'draw_too_late' }
  | { code: 'idempotency_key_reused' }
  | { code: 'pre_order_not_found' }
  | { code: 'expired' }
  | { code: 'not_held' }
  | { code: 'already_sold' }
  | { code: 'already_paid' }
  | { code: 'too_many_attempts' }
  | { code: 'method_required' }
  | { code: 'checkout_not_allowed' }
  | { code: 'nothing_to_refund' }
  | { code: 'not_refundable'; refundableUntil: Date | null }
  | { code: 'ticket_not_found' }
  | { code: 'task_not_found' }
  | { code: 'too_many_requests'; of: 'give_backs' | 'codes'; retryAfterSeconds: number }
  | { code: 'ticket_type_in_use'; ticketType: string }
  | { code: 'event_not_over' }
  | { code: 'event_final'; eventStatus: EventStatus }
  | { code: 'session_ended' }
  | { code: 'sign_in_required' }
  | { code: 'session_not_found' }
  | { code: 'sign_in_not_found' }
  | { code: 'wrong_code'; attemptsLeft: number }
  | { code: 'code_expired' }
  | { code: 'sign_in_again' }
  | { code: 'payment_open' }
  | { code: 'proof_required'; challenge: object }
  | { code: 'passkey_refused' }
  | { code: 'passkey_not_found' }
  | { code: 'too_many_passkeys' }
  | { code: 'passkeys_unavailable' }
  | { code: 'provider_not_found' }
  | { code: 'not_allowed'; needs: Role | 'any' }
  | { code: 'operator_not_found' }
  | { code: 'token_not_found' };

export type RefusalCode = RefusalReason['code'];

const SENTENCES: Record<RefusalCode, string> = {
  event_not_found: 'There is no such event.',
  event_exists: 'There is an event of this id already.',
  event_changed: 'The event has changed since you read it. Read it again, and repeat your change.',
  currency_fixed: 'Somebody has asked for tickets, so the currency can no longer change.',
  payment_fixed: 'Somebody has asked for tickets, so the way to pay can no longer change.',
  not_payable: 'The payment provider cannot take this.',
  unknown_ticket_type: 'The event has no such ticket type.',
  not_on_sale: 'The event is not on sale now.',
  limit_reached:
    'This would take the buyer over the number of tickets that one buyer may have in this event.',
  sold_out: 'There are not enough tickets left for this order.',
  already_in_line: "This buyer already waits in this event's line, with another Idempotency-Key.",
  not_drawn: 'The places have not been drawn yet.',
  draw_too_late: 'Places have been given without a draw; there cannot be one any more.',
  draw_under_way: 'People have entered the draw; it cannot be taken away from them.',
  idempotency_key_reused:
    'The same Idempotency-Key came before with another body. Use a new key for a new order.',
  pre_order_not_found: 'There is no such pre-order.',
  expired: 'The tickets are not held any more. Start a new pre-order.',
  not_held: 'The tickets are not held yet. Try again shortly.',
  too_many_requests: 'Too many requests. Try again later.',
  already_sold: 'The tickets are sold and cannot be given back here.',
  already_paid: 'The payment has arrived, so the tickets are being sold.',
  method_required: 'Say how to pay: card or pix.',
  too_many_attempts: 'You have tried to pay too often for this order. Start a new one.',
  checkout_not_allowed: 'A service takes the money for this event and completes the purchase.',
  nothing_to_refund: 'Nothing is left of this order to refund.',
  not_refundable: 'This order can no longer be refunded. Write to the organizer.',
  ticket_not_found: 'There is no such ticket in this order.',
  task_not_found: 'There is no such task.',
  ticket_type_in_use:
    'A ticket type that somebody asked for cannot be removed. Set its capacity to 0 instead.',
  event_not_over:
    'The event can be archived once its sale has closed, its show has begun, and no pre-order is open.',
  event_final: 'A cancelled event stays cancelled.',
  sign_in_required: 'This event sells to buyers who have signed in.',
  session_ended: 'This session has ended. Sign in, or begin another with POST /api/session.',
  session_not_found: 'There is no such session.',
  sign_in_not_found: 'There is no such sign-in, or it was begun in another browser.',
  wrong_code: 'This is not the code that was sent.',
  code_expired: 'This code is too old, was used, or was tried too often. Ask for another one.',
  proof_required:
    'A browser that has not signed in does some work first. Solve `challenge` (ALTCHA) and repeat the request with the header Altcha.',
  payment_open: 'An order of this buyer is being paid. Try again when that is over.',
  sign_in_again: 'For this you must have signed in within the last five minutes. Sign in again.',
  passkey_refused: 'This passkey was not accepted. Try again, or sign in another way.',
  passkey_not_found: 'You have no such passkey.',
  too_many_passkeys: 'You have ten passkeys, which is the most. Remove one first.',
  passkeys_unavailable:
    'Passkeys need an address with a host name, over TLS or as localhost. An operator can set it as PUBLIC_URL.',
  provider_not_found: 'There is no such provider of accounts.',
  not_allowed:
    'Your role or your token does not allow this. An administrator can give you the role in `needs`.',
  operator_not_found: 'There is no such operator.',
  token_not_found: 'There is no such token.',
};

export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(readonly reason: RefusalReason) {
    super(SENTENCES[reason.code]);
  }

  get code(): RefusalCode {
    return this.reason.code;
  }
}
