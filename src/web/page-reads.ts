/** What the pages read, as the API answers it: the one place where they meet the rest of the program. */
import { readTogether } from '../concurrency/coalesce';
import type { Database } from '../db/database';
import { listEvents, readEvent } from '../db/events';
import type { PreOrderSteps } from '../db/pre-orders';
import { Refusal } from '../domain/refusal';
import { eventView, preOrderView, type Estimates } from '../http/views';
import type { EventJson, PreOrderJson } from './client/api';

export interface PageReadsDependencies {
  db: Database;
  steps: Pick<PreOrderSteps, 'ofBuyer'>;
  /** Estimates how long lines take. */
  watch: Estimates;
}

export interface PageReads {
  events(): Promise<EventJson[]>;
  /** Undefined where there is none of this id. */
  event(eventId: string): Promise<EventJson | undefined>;
  /** The buyer's own in this event, newest first. */
  preOrders(buyerId: string, eventId: string): Promise<PreOrderJson[]>;
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export function createPageReads({ db, steps, watch }: PageReadsDependencies): PageReads {
  const readOne = readTogether((eventId) => readEvent(db, eventId));
  const readAll = readTogether(() => listEvents(db));
  return {
    events: async () => json((await readAll('all')).map(eventView)) as EventJson[],
    async event(eventId) {
      try {
        return json(eventView(await readOne(eventId))) as EventJson;
      } catch (error) {
        if (error instanceof Refusal) return undefined;
        throw error;
      }
    },
    async preOrders(buyerId, eventId) {
      const preOrders = (await steps.ofBuyer(buyerId)).filter((one) => one.eventId === eventId);
      return json(preOrders.map((one) => preOrderView(one, watch))) as PreOrderJson[];
    },
  };
}
