import type { Database } from '../db/database';
import { createLine, type Line, type LineCounts } from '../db/line';
import { readLineNow } from '../db/line-now';
import type { News } from '../db/news';
import type { OnBatch } from '../db/pre-orders';
import { recordPresence, shortestPresence } from '../db/presence';
import type { DueSale, Sales } from '../db/sales';
import { Mover } from './mover';
import { Presence } from './presence';
import { Starter, type Flows, type StartedPreOrder } from './starter';
import { Teller } from './teller';
import { LineWatch } from './watch';

export interface OpenLine {
  line: Line;
  starter: Starter;
  presence: Presence;
  watch: LineWatch;
  /** Stops looking; what is under way goes on. */
  close(): void;
}

export interface OpenLineOptions extends LineCounts {
  db: Database;
  news: News;
  sales: Sales;
  flows: Flows & { tellSale(sale: DueSale): Promise<void> };
  onBatch: OnBatch;
  onError(error: unknown, about?: Pick<StartedPreOrder, 'preOrderId' | 'eventId'>): void;
}

/**
 * Between two statements of joins while some who were called wait for their start, in milliseconds: those who come meanwhile
 * share one, which leaves more of the processors for the flows. An answer comes so much later, a ticket isn't affected.
 */
const JOIN_REST_MS = 30;

/** Everything that keeps the lines moving, as one process does it beside any number of others. */
export function openLine(options: OpenLineOptions): OpenLine {
  const { db, news, sales, flows, onBatch, onError, onJoined, onLeased, onMoved } = options;
  const starter: Starter = new Starter(flows, (limit) => line.claimDue(limit), news.listen, onError);
  const line = createLine(db, {
    reserveStarts: starter.reserve,
    unreserveStarts: starter.unreserve,
    restMs: () => (starter.behind ? JOIN_REST_MS : 0),
    ...{ onBatch, onJoined, onLeased, onMoved },
  });
  const mover = new Mover(line, starter.poke, onError);
  const presence = new Presence(
    { shortest: () => shortestPresence(db), record: (buyerIds) => recordPresence(db, buyerIds) },
    onError,
  );
  const teller = new Teller(sales, flows.tellSale, onError);
  const stopHearing = news.onLine(mover.hear);
  return {
    ...{ line, starter, presence },
    watch: new LineWatch((eventId) => readLineNow(db, eventId)),
    close() {
      stopHearing();
      for (const one of [teller, presence, mover, starter]) one.close();
    },
  };
}
