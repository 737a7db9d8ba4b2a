import { Client } from 'pg';
import type { PreOrderNow } from './rows';

export interface News {
  /**
   * Calls back whenever something is said of the subject (a pre-order's or an event's id), and when
   * something may have been missed. The callback re-reads: news carries no truth, except what a
   * statement of this very process has just answered, which may be older than other news.
   * @returns stops listening.
   */
  listen(subject: string, onNews: OnNews): () => void;
  /** What this process has just done, without the way through Postgres and another read. */
  tell(preOrder: PreOrderNow): void;
  close(): Promise<void>;
}

export type OnNews = (answered?: PreOrderNow) => void;

/** How often everybody re-reads although nothing was heard, in milliseconds: news can get lost. */
const DOUBT_MS = 1_000;

/** One LISTEN connection a process; it reconnects by itself, and then everybody re-reads. */
export function openNews(url: string, onError: (error: Error) => void): News {
  const listeners = new Map<string, Set<OnNews>>();
  let client: Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  const tellAll = () => {
    for (const subject of listeners.keys()) tell(subject);
  };
  const tell = (subject: string, answered?: PreOrderNow) => {
    for (const onNews of [...(listeners.get(subject) ?? [])]) onNews(answered);
  };
  const reconnect = (lost: Client, error?: Error) => {
    if (client !== lost || closed) return;
    client = undefined;
    if (error) onError(error);
    lost.end().catch(() => undefined);
    retry = setTimeout(connect, 250);
  };
  function connect(): void {
    const next = new Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 3_000 });
    client = next;
    next.on('error', (error) => reconnect(next, error));
    next.on('end', () => reconnect(next));
    next.on('notification', ({ payload }) => {
      const { events, preOrders } = JSON.parse(payload ?? '{}') as {
        events?: string[];
        preOrders?: string[];
      };
      for (const subject of [...(events ?? []), ...(preOrders ?? [])]) tell(subject);
    });
    next
      .connect()
      .then(() => next.query('LISTEN bilheteria'))
      .then(tellAll)
      .catch((error: unknown) => reconnect(next, error as Error));
  }
  connect();
  const doubt = setInterval(tellAll, DOUBT_MS);

  return {
    tell: (preOrder) => tell(preOrder.id, preOrder),
    listen(subject, onNews) {
      const set = listeners.get(subject) ?? new Set<OnNews>();
      listeners.set(subject, set.add(onNews));
      return () => {
        set.delete(onNews);
        if (set.size === 0 && listeners.get(subject) === set) listeners.delete(subject);
      };
    },
    async close() {
      closed = true;
      clearInterval(doubt);
      clearTimeout(retry);
      await client?.end();
    },
  };
}
