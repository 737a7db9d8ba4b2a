/** What the pages read, as the API answers it: the one place where they meet the rest of the program. */
import { Refusal } from '../domain/refusal';
import type { Accounts } from '../accounts';
import type { Events } from '../events';
import type { Session } from '../http/session';
import { isEventId } from '../http/validate';
import { eventView, preOrderView, type Estimates } from '../http/views';
import type { Orders } from '../orders';
import type { AccountData, MeJson } from './client/account/account-data';
import type { EventJson, PreOrderJson } from './client/api';

export interface PageReadsDependencies {
  events: Pick<Events, 'read' | 'list'>;
  orders: Pick<Orders, 'listOwn'>;
  accounts: Pick<Accounts, 'me'>;
  estimates: Estimates;
}

/** How many of a buyer's newest pre-orders, of all events, are looked through for those of the page's event. */
const LISTED = 100;

const json = <T>(value: unknown) => JSON.parse(JSON.stringify(value)) as T;

export type PageReads = ReturnType<typeof createPageReads>;

export function createPageReads({ events, orders, accounts, estimates }: PageReadsDependencies) {
  /** @returns undefined where there is none of this id. */
  const readEvent = async (eventId: string) => {
    // Postgres has no text with NUL, so what can't be an id must not reach it.
    if (!isEventId(eventId)) return undefined;
    try {
      return json<EventJson>(eventView(await events.read(eventId)));
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
  const listOwn = async (buyerId: string) =>
    (await orders.listOwn({ buyerId, limit: LISTED })).map((one) =>
      json<PreOrderJson>(preOrderView(one, estimates)),
    );
  return {
    events: async () => json<EventJson[]>((await events.list()).map(eventView)),
    event: readEvent,
    /** The buyer's own in this event, newest first. */
    preOrders: async (buyerId: string, eventId: string) =>
      (await listOwn(buyerId)).filter((one) => one.eventId === eventId),
    /** Who the buyer is, and what they have in all events. */
    async account(session: Session): Promise<Pick<AccountData, 'me' | 'orders'>> {
      const [me, own] = await Promise.all([accounts.me(session), listOwn(session.buyerId)]);
      const ids = [...new Set(own.map(({ eventId }) => eventId))];
      const found = new Map(await Promise.all(ids.map(async (id) => [id, await readEvent(id)] as const)));
      const orders = own.flatMap((preOrder) => {
        const event = found.get(preOrder.eventId);
        return event ? [{ event, preOrder }] : [];
      });
      return { me: json<MeJson>(me), orders };
    },
  };
}
