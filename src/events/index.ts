import { coalesce } from '../concurrency/coalesce';
import type { Progress } from '../concurrency/in-batches';
import type { Database } from '../db/database';
import { listCurrentEvents, listEvents, readEvent } from '../db/events';
import { drawLine, readDrawnPlaces } from '../db/line';
import { readActions } from '../db/operator-actions';
import { listPreOrders, type PageOfPreOrders } from '../db/pre-orders';
import { readReconciliations } from '../db/reconcile';
import { readRefusalsOfBuyer } from '../db/refusals';
import { readReport } from '../db/report';
import { readSale } from '../db/sale';
import { readSoldTickets } from '../db/sold-tickets';
import { readTimeline } from '../db/timeline';
import type { SaleAction, SaleEvent } from '../domain/event';
import { actOnEvent, extendHolds } from './act-on-event';
import { finishBulkChanges } from './bulk-changes';
import { archiveEvent } from './remove-records';
import { putEvent, type EventToPut, type OnlinePayments, type PutOptions } from './put-event';

export type { OperatorAction } from '../db/operator-actions';
export type { SoldTicket } from '../db/sold-tickets';

/** How many operator actions are listed at most. */
const ACTIONS = 200;

export interface EventDependencies {
  db: Database;
  /** Lets a pre-order's workflow look at its row; one that has ended is no error. */
  signalRefresh(preOrderId: string): Promise<void>;
  /** What the payment provider can take, where one is configured. */
  online?: OnlinePayments | undefined;
  /** Reports a failure that something else makes good. */
  onError(error: unknown): void;
}

export type Events = ReturnType<typeof createEvents>;

/**
 * The use cases of an event. Reading and changing one throws {Refusal} `event_not_found`; lists and reports of an
 * unknown event are empty.
 */
export function createEvents({ db, signalRefresh, online, onError }: EventDependencies) {
  const readAll = coalesce(() => listCurrentEvents(db));
  const read = coalesce((id) => readEvent(db, id));

  let refreshed: Promise<void> = Promise.resolve();
  /** One after the other, so that a big event doesn't flood Temporal. A workflow without a signal ends by its timer. */
  function refreshAll(preOrderIds: string[]): void {
    refreshed = refreshed.then(async () => {
      for (const id of preOrderIds) await signalRefresh(id).catch(onError);
    });
  }

  return {
    /** Those that are on sale, will be, or aren't over, soonest first; everybody who asks at once shares a read. */
    list: (): Promise<SaleEvent[]> => readAll('all'),
    /** A page of all events there ever were, the latest start first. */
    listAll: (after: string | undefined, limit: number) => listEvents(db, after, limit),
    read,
    /** As it is after the caller's own change. */
    readFresh: (id: string) => readEvent(db, id),
    put: (event: EventToPut, options?: Omit<PutOptions, 'online'>) =>
      putEvent(db, event, { online, ...options }),
    async act(id: string, action: SaleAction, who: string): Promise<void> {
      refreshAll(await actOnEvent(db, id, action, who));
    },
    extendHolds: (id: string, seconds: number, who: string) => extendHolds(db, id, seconds, who),

    /** Finishes what an operator did to all pre-orders (bulk-changes.ts). @returns how many were changed. */
    finishBulkChanges: (id: string, progress?: Progress) => finishBulkChanges(db, id, refreshAll, progress),

    /** How the sale stands, for its workflow; undefined where there is no such event. */
    readSale: (id: string) => readSale(db, id),
    /** Draws the places of all who entered, once. @returns how many; undefined where there is nothing to draw. */
    draw: (id: string) => drawLine(db, id),
    /** A page of the draw's result, after a place. */
    drawnPlaces: (id: string, after: number, limit: number) => readDrawnPlaces(db, id, after, limit),

    /** Removes an event's records for some seconds (remove-records.ts). Ask again until it has ended. */
    archive: (id: string, what: 'unsold' | 'everything', who: string) => archiveEvent(db, id, what, who),

    report: async (id: string) => ({
      ...(await readReport(db, id)),
      reconciliations: await readReconciliations(db),
    }),
    /** What of a buyer was refused at once, as far as it is kept. */
    refusalsOf: (buyerId: string) => readRefusalsOfBuyer(db, buyerId),
    timeline: (id: string, minutes: number) => readTimeline(db, id, minutes),
    actions: (id: string) => readActions(db, id, ACTIONS),
    preOrders: (id: string, page: PageOfPreOrders) => listPreOrders(db, id, page),
    soldTickets: (id: string, after: string | undefined, limit: number) =>
      readSoldTickets(db, id, after, limit),
  };
}
