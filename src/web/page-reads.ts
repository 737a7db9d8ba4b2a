/** What the pages read, as the API answers it: the one place where they meet the rest of the program. */
import { Refusal } from '../domain/refusal';
import type { Events } from '../events';
import { isEventId } from '../http/validate';
import { eventView, preOrderView, type Estimates } from '../http/views';
import type { Orders } from '../orders';
import type { EventJson, PreOrderJson } from './client/api';

export interface PageReadsDependencies {
  events: Pick<Events, 'read' | 'list'>;
  orders: Pick<Orders, 'listOwn'>;
  estimates: Estimates;
}

/** How many of a buyer's newest pre-orders, of all events, are looked through for those of the page's event. */
const LISTED = 100;

const json = <T>(value: unknown) => JSON.parse(JSON.stringify(value)) as T;

export function createPageReads({ events, orders, estimates }: PageReadsDependencies) {
  return {
    events: async () => json<EventJson[]>((await events.list()).map(eventView)),
    /** @returns undefined where there is none of this id. */
    async event(eventId: string) {
      // Postgres has no text with NUL, so what can't be an id must not reach it.
      if (!isEventId(eventId)) return undefined;
      try {
        return json<EventJson>(eventView(await events.read(eventId)));
      } catch (error) {
        if (error instanceof Refusal) return undefined;
        throw error;
      }
    },
    /** The buyer's own in this event, newest first. */
    async preOrders(buyerId: string, eventId: string) {
      const preOrders = (await orders.listOwn({ buyerId, limit: LISTED })).filter(
        (one) => one.eventId === eventId,
      );
      return json<PreOrderJson[]>(preOrders.map((one) => preOrderView(one, estimates)));
    },
  };
}
