import { defaults, Pool, types, type ClientBase, type PoolClient } from 'pg';
import { Unavailable } from '../domain/unavailable';
import { asOutage } from './outage';

// Counts and prices stay far below 2^53, so 64-bit integers may be numbers.
types.setTypeParser(types.builtins.INT8, Number);

// Times go to Postgres in UTC. In the process's zone they would be wrong where its offset has seconds, as most have
// before the twentieth century.
defaults.parseInputDatesAsUTC = true;

/** A statement with a name. Postgres prepares and plans it once per connection. */
export interface Statement {
  name: string;
  text: string;
}

/** Runs statements on any free connection, each in its own transaction. */
export interface Database {
  query<Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]>;
  /**
   * Runs `work` in one transaction, and rolls it back if `work` throws.
   * @param statementMs how long each of its statements may take, in milliseconds.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, statementMs?: number): Promise<T>;
  /** Connections in use, idle, and requests that wait for one. */
  readonly usage: { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** The parameter type of functions that must run inside a transaction. */
export interface Transaction {
  query<Row extends object>(text: string, values: unknown[]): Promise<Row[]>;
}

export interface DatabaseOptions {
  url: string;
  /** The most connections of this process, the listening one not counted. */
  maxConnections?: number;
  /** An idle connection breaks. */
  onError(error: unknown): void;
  /** Postgres didn't answer a statement; the caller gets the same error. */
  onOutage?(outage: Unavailable): void;
}

/** How long a request waits for a free or new connection before Postgres counts as unavailable, in milliseconds. */
const CONNECT_MS = 3_000;

/** How long a statement may take, in milliseconds. Reports, audits and draws ask for more, in a transaction. */
const STATEMENT_MS = 5_000;
const TRANSACTION_STATEMENT_MS = 10_000;

/** How much longer we wait than the statement's own limit, in milliseconds. A silent server enforces no limit. */
const NETWORK_MS = 1_000;

/**
 * What every session sets before its first use. Poolers refuse or ignore start-up parameters.
 *
 * Plans are kept, and those of a sale's first second are made while a table is small enough to be read as a whole;
 * seconds later that would be thousands of rows a request, until autovacuum notices.
 */
const SETTINGS = `
  SET statement_timeout = ${STATEMENT_MS};
  SET idle_in_transaction_session_timeout = 10000;
  SET enable_seqscan = off;
  SET plan_cache_mode = force_generic_plan`;

/** pg waits for the result of this hook, and reads the timeout from each query, but its types lack both. */
const beginSession = (client: ClientBase): unknown => {
  const settings = { text: SETTINGS, query_timeout: CONNECT_MS };
  return client.query(settings);
};

/** Opens nothing by itself: connections are made when needed and replaced when they break. */
export function openDatabase({
  url,
  maxConnections = 12,
  onError,
  onOutage = () => undefined,
}: DatabaseOptions): Database {
  const translate = (error: unknown): unknown => {
    const known = asOutage(error);
    if (known instanceof Unavailable) onOutage(known);
    return known;
  };
  const translated = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((error: unknown) => {
      throw translate(error);
    });
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS + NETWORK_MS,
    keepAlive: true,
    application_name: 'bilheteria',
    onConnect: beginSession,
  });
  // An idle connection that breaks must not end the process; the next query opens another.
  pool.on('error', (error) => onError(asOutage(error)));
  const prepared = createPreparedNames();

  return {
    async query<Row extends object>({ name, text }: Statement, values: unknown[]) {
      const run = () => pool.query({ name: prepared.nameOf(name), text, values });
      // A statement alone is its own transaction, so one that failed has changed nothing and may run again.
      const again = (error: unknown) => {
        if (!metOtherSchema(error)) throw error;
        prepared.forget(error);
        return run();
      };
      return (await translated(run().catch(again))).rows as Row[];
    },
    async transaction(work, statementMs = TRANSACTION_STATEMENT_MS) {
      return inTransaction(await translated(pool.connect()), work, { statementMs, translate });
    },
    get usage() {
      return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
    },
    close: () => pool.end(),
  };
}

/**
 * SQLSTATEs of a statement that met another schema than the one it was made for, because another version of the
 * program is migrating the database: a plan whose result has changed (0A000), a function that was called before its
 * result changed or that was just replaced (42), an object that has just gone (XX000).
 */
const OTHER_SCHEMA = /^(0A000|42|XX000)/;

const metOtherSchema = (error: unknown) => OTHER_SCHEMA.test(String((error as { code?: unknown }).code));

/**
 * The names that statements are prepared under. Postgres refuses a prepared statement for ever once the types of its
 * result have changed, so then all statements get new names.
 */
function createPreparedNames() {
  let generation = 0;
  return {
    nameOf: (name: string) => (generation === 0 ? name : `${name} ${generation}`),
    forget(error: unknown) {
      if ((error as { routine?: unknown }).routine === 'RevalidateCachedQuery') generation++;
    },
  };
}

async function inTransaction<T>(
  client: PoolClient,
  work: (tx: Transaction) => Promise<T>,
  { statementMs, translate }: { statementMs: number; translate(error: unknown): unknown },
): Promise<T> {
  let broken: Error | undefined;
  // The running statement fails by itself, but an 'error' event without a listener would end the process.
  const ignore = () => undefined;
  client.on('error', ignore);
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = ${statementMs}`);
    const result = await work({
      async query<Row extends object>(text: string, values: unknown[]) {
        // pg reads this option from each query, but its types lack it.
        const query = { text, values, query_timeout: statementMs + NETWORK_MS };
        return (await client.query(query)).rows as Row[];
      },
    });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    const outage = translate(error);
    // A connection that doesn't answer is closed, which also rolls back.
    if (outage instanceof Unavailable) broken = outage;
    else await client.query('ROLLBACK').catch((failure: unknown) => (broken = failure as Error));
    throw outage;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}
