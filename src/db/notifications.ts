import { Client } from 'pg';
import type { Listen, OnChange } from '../domain/notifications';
import type { PreOrder } from '../domain/pre-order';
import { asOutage } from './outage';

export interface Notifications {
  listen: Listen;
  /** Calls back with every event whose line may have something to do. @returns stops listening. */
  onLine(onLine: (eventId: string) => void): () => void;
  /** Calls back with the ids of sessions that have ended. @returns stops listening. */
  onSessions(onSessions: (sessionIds: string[]) => void): () => void;
  /** Passes what a statement has just answered to this process's listeners, without a round trip to Postgres. */
  publish(preOrder: PreOrder): void;
  close(): Promise<void>;
}

/**
 * After how long each listener reads again although nothing was heard, in milliseconds: a notification can get
 * lost, and a place in line moves without any. Listeners take turns, so that a long line doesn't read all at once.
 */
const RECHECK_MS = 3_000;
const TURNS = 12;

/**
 * How often the connection is tested, and how long the answer may take, in milliseconds. It only listens, so without
 * the test a connection that was lost silently would go unnoticed.
 */
const LIVENESS_MS = 3_000;

const RECONNECT_MS = 250;
const CONNECT_MS = 3_000;

/** The ids in a notification's payload. */
type Changed = Partial<Record<'events' | 'preOrders' | 'lines' | 'sessions', string[]>>;

/** One LISTEN connection a process. It reconnects by itself, and then every listener reads again. */
export function openNotifications(url: string, onError: (error: unknown) => void): Notifications {
  const subjects = createSubjects();
  const lineListeners = new Set<(eventId: string) => void>();
  const sessionListeners = new Set<(sessionIds: string[]) => void>();
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;
  let asking = false;

  const reconnect = (lost: Client, error?: Error) => {
    if (client !== lost || closed) return;
    client = undefined;
    if (error) onError(asOutage(error));
    lost.end().catch(() => undefined);
    retry = setTimeout(connect, RECONNECT_MS);
  };
  function connect(): void {
    const next = new Client({
      ...{ connectionString: url, keepAlive: true, connectionTimeoutMillis: CONNECT_MS },
      application_name: 'bilheteria listen',
    });
    client = next;
    next.on('error', (error) => reconnect(next, error));
    next.on('end', () => reconnect(next));
    next.on('notification', ({ payload }) => {
      const {
        events = [],
        preOrders = [],
        lines = [],
        sessions = [],
      } = JSON.parse(payload ?? '{}') as Changed;
      for (const subject of [...events, ...preOrders]) subjects.notify(subject);
      for (const eventId of lines) for (const onLine of lineListeners) onLine(eventId);
      if (sessions.length > 0) for (const onSessions of sessionListeners) onSessions(sessions);
    });
    next
      .connect()
      .then(() => next.query('LISTEN bilheteria'))
      .then(() => subjects.notifyAll())
      .catch((error: unknown) => reconnect(next, error as Error));
  }
  const checkLiveness = () => {
    const asked = client;
    if (!asked || asking) return;
    asking = true;
    // pg reads this option from each query, but its types lack it.
    const question = { text: 'SELECT 1', query_timeout: LIVENESS_MS };
    asked
      .query(question)
      .catch((error: unknown) => reconnect(asked, error as Error))
      .finally(() => (asking = false));
  };
  connect();
  const liveness = setInterval(checkLiveness, LIVENESS_MS);
  const recheck = setInterval(subjects.notifyNextTurn, RECHECK_MS / TURNS);

  return {
    listen: subjects.listen,
    publish: (preOrder) => subjects.notify(preOrder.id, preOrder),
    onLine(onLine) {
      lineListeners.add(onLine);
      return () => lineListeners.delete(onLine);
    },
    onSessions(onSessions) {
      sessionListeners.add(onSessions);
      return () => sessionListeners.delete(onSessions);
    },
    async close() {
      closed = true;
      clearInterval(recheck);
      clearInterval(liveness);
      clearTimeout(retry);
      await client?.end();
    },
  };
}

/** The listeners of each subject. */
function createSubjects() {
  const listeners = new Map<string, { turn: number; callbacks: Set<OnChange> }>();
  let turn = 0;
  const notify = (subject: string, answered?: PreOrder) => {
    for (const onChange of [...(listeners.get(subject)?.callbacks ?? [])]) onChange(answered);
  };
  const listen: Listen = (subject, onChange) => {
    const one = listeners.get(subject) ?? { turn, callbacks: new Set<OnChange>() };
    listeners.set(subject, one);
    one.callbacks.add(onChange);
    return () => {
      one.callbacks.delete(onChange);
      if (one.callbacks.size === 0 && listeners.get(subject) === one) listeners.delete(subject);
    };
  };
  return {
    notify,
    listen,
    notifyAll() {
      for (const subject of listeners.keys()) notify(subject);
    },
    notifyNextTurn() {
      turn = (turn + 1) % TURNS;
      for (const [subject, one] of listeners) if (one.turn === turn) notify(subject);
    },
  };
}
