import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { AttemptStatus, PaymentMethod } from '../domain/payment';
import type { EndReason, PreOrderRequest, PreOrderStatus } from '../domain/pre-order';

/** The input of a `preOrder` workflow. The buyer's id is opaque, needed only where it is started without a call. */
export interface PreOrderInput extends PreOrderRequest {
  /** What it is about, to read: "2 × Pista, rock-no-rio". */
  title?: string;
}

/** What the database says of a pre-order, as far as its workflow needs to know; also the workflow's result. */
export interface PreOrderState {
  status: PreOrderStatus;
  /** RFC 3339 UTC; there while `pre_order` or `paying`. */
  expiresAt?: string;
  /**
   * How long until then by the database's clock, in milliseconds. The workflow's timer uses this and never compares
   * clocks, so the clock of an app machine doesn't matter.
   */
  remainingMs?: number;
  reason?: EndReason | RefusedCode;
  payment?: PaymentState;
}

/** An attempt to pay, as far as the workflow needs to know it. */
export interface PaymentState {
  attempt: number;
  method: PaymentMethod;
  status: AttemptStatus;
  /** Whether the provider has confirmed that it can be paid. */
  opened: boolean;
}

/** Why a workflow that was started without a call got nothing. */
export type RefusedCode =
  | 'sold_out'
  | 'limit_reached'
  | 'not_on_sale'
  | 'event_not_found'
  | 'unknown_ticket_type'
  | 'session_ended'
  | 'sign_in_required';

/** The type of the non-retryable failure by which `reserveTickets` refuses; its first detail is the code. */
export const REFUSED = 'Refused';

/**
 * The buyer checks out, or a payment has arrived. Our API accepts either in the database first; sent alone, the database
 * judges it when it arrives.
 */
export const checkoutSignal = defineSignal('checkout');

/** The buyer doesn't want the tickets any more. */
export const giveBackSignal = defineSignal('giveBack');

/** The row may have changed without the workflow's knowledge: it looks at once instead of at its timer. Always harmless. */
export const refreshSignal = defineSignal('refresh');

/**
 * Where the workflow stands. How long is left follows from `expiresAt` when it is needed: the workflow's own clock stands
 * still between its tasks, so a query would answer how long was left when the database was last asked.
 */
export const stateQuery = defineQuery<Omit<PreOrderState, 'remainingMs'>>('state');
