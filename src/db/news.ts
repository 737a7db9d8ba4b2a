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
  /** Calls back with every event whose line may have something to do. @returns stops listening. */
  onLine(onLine: (eventId: string) => void): () => void;
  /** What this process has just done, without the way through Postgres and another read. */
  tell(preOrder: PreOrderNow): void;
  close(): Promise<void>;
}

export type OnNews = (answered?: PreOrderNow) => void;

/**
 * After how long each listener re-reads although nothing was heard, in milliseconds: news can get lost, and a
 * place in line moves without any. They take turns, so that a long line doesn't read all at once.
 */
const DOUBT_MS = 3_000;
const TURNS = 12;

/**
 * How often the connection is asked for a sign of life, and how long that may take, in milliseconds: it only hears,
 * so one that was lost without a word would stay silent for ever.
 */
const SIGN_MS = 3_000;

/** One LISTEN connection a process; it reconnects by itself, and then everybody re-reads. */
export function openNews(url: string, onError: (error: Error) => void): News {
  const listeners = new Map<string, { turn: number; callbacks: Set<OnNews> }>();
  const lines = new Set<(eventId: string) => void>();
  let turn = 0;
  let client: Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let asking = false;

  const tellAll = () => {
    for (const subject of listeners.keys()) tell(subject);
  };
  const tell = (subject: string, answered?: PreOrderNow) => {
    for (const onNews of [...(listeners.get(subject)?.callbacks ?? [])]) onNews(answered);
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
      const said = JSON.parse(payload ?? '{}') as Partial<Record<'events' | 'preOrders' | 'lines', string[]>>;
      for (const subject of [...(said.events ?? []), ...(said.preOrders ?? [])]) tell(subject);
      for (const eventId of said.lines ?? []) for (const onLine of lines) onLine(eventId);
    });
    next
      .connect()
      .then(() => next.query('LISTEN bilheteria'))
      .then(tellAll)
      .catch((error: unknown) => reconnect(next, error as Error));
  }
  connect();
  const signs = setInterval(() => {
    const asked = client;
    if (!asked || asking) return;
    asking = true;
    // The option is the client's own (pg reads it from each query), but not in its types.
    const question = { text: 'SELECT 1', query_timeout: SIGN_MS };
    asked
      .query(question)
      .catch((error: unknown) => reconnect(asked, error as Error))
      .finally(() => (asking = false));
  }, SIGN_MS);
  const doubt = setInterval(() => {
    turn = (turn + 1) % TURNS;
    for (const [subject, listening] of listeners) if (listening.turn === turn) tell(subject);
  }, DOUBT_MS / TURNS);

  return {
    tell: (preOrder) => tell(preOrder.id, preOrder),
    listen(subject, onNews) {
      const listening = listeners.get(subject) ?? { turn, callbacks: new Set<OnNews>() };
      listeners.set(subject, listening);
      listening.callbacks.add(onNews);
      return () => {
        listening.callbacks.delete(onNews);
        if (listening.callbacks.size === 0 && listeners.get(subject) === listening) listeners.delete(subject);
      };
    },
    onLine(onLine) {
      lines.add(onLine);
      return () => lines.delete(onLine);
    },
    async close() {
      closed = true;
      clearInterval(doubt);
      clearInterval(signs);
      clearTimeout(retry);
      await client?.end();
    },
  };
}
