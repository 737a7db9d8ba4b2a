/** What the pages read, as the API answers it: the one place where they meet the rest of the program. */
import { Refusal } from '../domain/refusal';
import type { Events } from '../events';
import { eventView, preOrderView, type Estimates } from '../http/views';
import type { Orders } from '../orders';
import type { EventJson, PreOrderJson } from './client/api';

export interface PageReadsDependencies {
  events: Pick<Events, 'read' | 'list'>;
  orders: Pick<Orders, 'listOwn'>;
  estimates: Estimates;
}

export interface PageReads {
  events(): Promise<EventJson[]>;
  /** Undefined where there is none of this id. */
  event(eventId: string): Promise<EventJson | undefined>;
  /** The buyer's own in this event, newest first. */
  preOrders(buyerId: string, eventId: string): Promise<PreOrderJson[]>;
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export function createPageReads({ events, orders, estimates }: PageReadsDependencies): PageReads {
  return {
    events: async () => json((await events.list()).map(eventView)) as EventJson[],
    async event(eventId) {
      try {
        return json(eventView(await events.read(eventId))) as EventJson;
      } catch (error) {
        if (error instanceof Refusal) return undefined;
        throw error;
      }
    },
    async preOrders(buyerId, eventId) {
      const preOrders = (await orders.listOwn(buyerId)).filter((one) => one.eventId === eventId);
      return json(preOrders.map((one) => preOrderView(one, estimates))) as PreOrderJson[];
    },
  };
}
