import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientPlugin } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { poll } from '../concurrency/poller';
import { Unavailable } from '../domain/unavailable';
import { connectTemporal, namespaceOf } from './connection';
import { asTemporalOutage, temporalMistake } from './outage';
import { registerSearchAttributes } from './search-attributes';

/** How long a start waits for Temporal before it goes on without it, in milliseconds. */
const FIRST_MS = 5_000;

const RETRY_MS = 1_000;

/** How often Temporal is asked whether it is there, in milliseconds. */
const CHECK_MS = 10_000;

/** What runs on a connection, such as a worker. */
export interface Running {
  /** Resolves when it has been stopped, and rejects when it ends by itself. */
  ended: Promise<void>;
  stop(): unknown;
}

/** Starts something on a connection. */
export type Start = (connection: NativeConnection, client: Client) => Promise<Running>;

/** For a process without a worker: the connection is enough. */
export const NOTHING: Start = () => {
  let stop: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (stop = resolve));
  return Promise.resolve({ ended, stop });
};

export interface TemporalLinkOptions {
  /** The address of the embedded server; otherwise the environment says where Temporal is. */
  embedded: string | undefined;
  plugins: ClientPlugin[];
  say(text: string): void;
  onError(error: unknown): void;
}

export type TemporalLink = ReturnType<typeof createTemporalLink>;

/**
 * The process's connection to Temporal. It may be made later than the process starts: without Temporal buyers still get
 * places in line, calls and answers, and their workflows start when it is there.
 */
export function createTemporalLink({ embedded, plugins, say, onError }: TemporalLinkOptions) {
  const namespace = namespaceOf(embedded);
  const closed = new AbortController();
  let connected: { connection: NativeConnection; client: Client } | undefined;
  let connecting: ReturnType<typeof connect> | undefined;
  let running: Running | undefined;

  async function connect() {
    const { connection } = await connectTemporal(embedded);
    try {
      await registerSearchAttributes(connection, namespace);
    } catch (error) {
      await connection.close();
      throw error;
    }
    return (connected = { connection, client: new Client({ connection, namespace, plugins }) });
  }
  /** One attempt at a time. */
  const connectOnce = () => (connecting ??= connect().finally(() => (connecting = undefined)));
  /** @throws {Unavailable} as long as Temporal has never answered. */
  function client(): Client {
    if (!connected) throw new Unavailable('temporal', new Error('Temporal has not answered yet.'));
    return connected.client;
  }
  /** Asks Temporal for the namespace. @throws if there is no answer within this time, in milliseconds. */
  async function check(ms: number): Promise<void> {
    const one = client();
    await one.withDeadline(Date.now() + ms, () => one.workflowService.describeNamespace({ namespace }));
  }
  async function run(start: Start): Promise<Running> {
    const { connection, client } = connected ?? (await connectOnce());
    running = await start(connection, client);
    if (closed.signal.aborted) running.stop();
    return running;
  }
  /** Starts it again whenever it couldn't be started or has ended by itself. */
  async function keep(start: Start, first: Promise<Running>): Promise<void> {
    for (let next = first; ; next = run(start)) {
      await next.then(({ ended }) => ended).catch(onError);
      const again = await delay(RETRY_MS, true, { signal: closed.signal }).catch(() => false);
      if (!again) return;
    }
  }
  return {
    namespace,
    client,
    check,
    /**
     * Connects. If Temporal doesn't answer soon, {@link open} goes on trying.
     * @throws what waiting can't mend, such as a namespace that doesn't exist.
     */
    async reach(): Promise<void> {
      const failed = connectOnce().then(
        () => undefined,
        (error: unknown) => error as Error,
      );
      const late = delay(FIRST_MS, new Unavailable('temporal', undefined), { ref: false });
      const error = await Promise.race([failed, late]);
      if (!error) return;
      const mistake = temporalMistake(error);
      if (mistake) throw new Error(mistake, { cause: error });
      if (!(asTemporalOutage(error) instanceof Unavailable)) throw error;
      say('Temporal does not answer. Until it does, buyers wait in line and no hold begins.');
    },
    /**
     * Starts what runs on the connection and keeps it running. If there is no connection yet, it doesn't wait for one.
     * @throws if it can't be started.
     */
    async open(start: Start): Promise<void> {
      const first = run(start);
      first.catch(() => undefined);
      if (connected) await first;
      void keep(start, first);
      // Nothing else says that a namespace is gone: pollers retry silently.
      const stopAsking = poll(CHECK_MS, () => check(CHECK_MS), onError);
      closed.signal.addEventListener('abort', stopAsking);
    },
    /** Stops what runs on the connection. */
    async stop(): Promise<void> {
      closed.abort();
      running?.stop();
      await running?.ended.catch(() => undefined);
    },
    async close(): Promise<void> {
      await connected?.connection.close();
    },
  };
}
