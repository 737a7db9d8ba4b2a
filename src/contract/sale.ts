import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Sale } from '../domain/event';

/** The input of a `sale` workflow. */
export interface SaleInput {
  eventId: string;
  /** The event's name, to read. */
  name?: string;
}

/** A sale as histories record it: times in RFC 3339 UTC. */
export interface SaleState extends Omit<Sale, 'opensAt' | 'closesAt'> {
  opensAt: string;
  closesAt: string;
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

/** Where the sale stands. As for a pre-order, how long is left follows from the times when it is needed. */
export const saleStateQuery = defineQuery<Omit<SaleState, 'opensInMs' | 'closesInMs'>>('state');
