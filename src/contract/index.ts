/**
 * What the outside may know of the workflows: names, ids, signals, queries, inputs and results.
 * Everything in here is recorded in histories and shown to operators, so ids are opaque and nothing
 * personal is in it.
 */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { EventStatus } from '../domain/event';
import type { EndReason, PreOrderStatus, RequestedItem } from '../domain/pre-order';

/** Both the workflow type and the name of the function that defines it. */
export const PRE_ORDER_WORKFLOW = 'preOrder';
export const SALE_WORKFLOW = 'sale';
export const RECONCILE_WORKFLOW = 'reconcile';

/** The schedule that starts `reconcile`. */
export const RECONCILE_SCHEDULE = 'reconcile';

/** The one task queue of a sale's workers. */
export const TASK_QUEUE = 'bilheteria';

const PREFIX = 'pre-order-';

/** The workflow that looks after a pre-order. */
export function preOrderWorkflowId(preOrderId: string): string {
  return PREFIX + preOrderId;
}

const SALE_PREFIX = 'sale-';

/** The workflow that looks after an event's sale. */
export function saleWorkflowId(eventId: string): string {
  return SALE_PREFIX + eventId;
}

/** The pre-order or event that a workflow looks after, from its id. */
export function subjectOf(workflowId: string): string {
  return workflowId.replace(new RegExp(`^(${PREFIX}|${SALE_PREFIX})`), '');
}

/** The buyer pays. Accepted first in the database by our API; sent alone it is judged by the database when it arrives. */
export const checkoutSignal = defineSignal('checkout');

/** The buyer doesn't want the tickets any more. */
export const giveBackSignal = defineSignal('giveBack');

/** The row may have changed without the flow's knowledge: it looks now instead of at its timer. Always harmless. */
export const lookSignal = defineSignal('look');

/** Where the flow stands. */
export const stateQuery = defineQuery<PreOrderState>('state');

export interface PreOrderInput {
  preOrderId: string;
  eventId: string;
  /** Opaque; needed only where the workflow is started without a call. */
  buyerId: string;
  items: RequestedItem[];
  /** What it is about, to read: "2 × Pista, rock-no-rio". */
  title?: string;
}

/** What the database says of a pre-order, as far as its flow needs to know. */
export interface PreOrderState {
  status: PreOrderStatus;
  /** RFC 3339 UTC; there while `pre_order`. */
  expiresAt?: string;
  /**
   * How long until then by the database's clock, in milliseconds. The flow's timer uses this and
   * never compares clocks, so the clock of an app machine doesn't matter.
   */
  remainingMs?: number;
  reason?: EndReason | RefusedCode;
}

/** Why a workflow that was started without a call got nothing. */
export type RefusedCode =
  'sold_out' | 'limit_reached' | 'not_on_sale' | 'event_not_found' | 'unknown_ticket_type';

/** The type of the non-retryable failure by which `reserveTickets` says no; its first detail is the code. */
export const REFUSED = 'Refused';

export interface SaleInput {
  eventId: string;
  /** The event's name, to read. */
  name?: string;
}

/** The event has changed in the database: its times, or what an operator decided. */
export const saleChangedSignal = defineSignal('changed');

/** What an operator may send from the Temporal UI; it does what the admin routes do. */
export const saleSignals = {
  pause: defineSignal('pause'),
  resume: defineSignal('resume'),
  close: defineSignal('close'),
  cancel: defineSignal('cancel'),
};

/** Where the sale stands. */
export const saleStateQuery = defineQuery<SaleState>('state');

/** What the database says of a sale, as far as its flow needs to know. */
export interface SaleState {
  status: EventStatus;
  /** RFC 3339 UTC. */
  opensAt: string;
  closesAt: string;
  /** Until then by the database's clock, in milliseconds. */
  opensInMs: number;
  closesInMs: number;
  /** In line, or entered for the draw. */
  waiting: number;
  /** The opening has come, and the places have to be drawn. */
  drawDue: boolean;
}

/** Search attributes of every `preOrder` workflow; registered on the namespace by `migrate`. */
export const searchAttributes = {
  eventId: defineSearchAttributeKey('EventId', 'KEYWORD'),
  status: defineSearchAttributeKey('PreOrderStatus', 'KEYWORD'),
  ticketTypes: defineSearchAttributeKey('TicketTypes', 'KEYWORD_LIST'),
  expiresAt: defineSearchAttributeKey('ExpiresAt', 'DATETIME'),
};
