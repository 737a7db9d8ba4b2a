import { Pool, types, type PoolClient, type QueryResultRow } from 'pg';
import { Unavailable } from '../domain/unavailable';
import type { BatchContext } from '../concurrency/batcher';
import { endWhenSilent } from './silence';

// Counts and prices stay far below 2^53, so 64-bit integers may be numbers.
types.setTypeParser(types.builtins.INT8, Number);

/** One statement with its name: prepared once a connection, planned once. */
export interface Statement {
  name: string;
  text: string;
}

/** Runs statements on whatever connection is free, each its own transaction. */
export interface Database {
  query<Row extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<Row[]>;
  /**
   * Runs `work` in one transaction; rolled back where it throws.
   * @param statementMs how long each of its statements may take, in milliseconds.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, statementMs?: number): Promise<T>;
  /** There where it is traced who a statement is made for. */
  readonly batches?: BatchContext;
  /** Connections in use, idle, and requests that wait for one. */
  readonly usage: { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** The parameter type of functions that must run inside a transaction. */
export interface Transaction {
  query<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<Row[]>;
}

export interface DatabaseOptions {
  url: string;
  /** The most connections of this process, the listening one not counted. */
  maxConnections?: number;
  onError(error: Error): void;
}

/** How long anything waits for Postgres before it is called unavailable, in milliseconds. */
const PATIENCE_MS = 3_000;

const STATEMENT_MS = 10_000;

/** Longer than the statement's own limit by this, so that a silent network is noticed too, in milliseconds. */
const NETWORK_MS = 2_000;

/** Opens nothing by itself: connections are made when needed and replaced when they break. */
export function openDatabase({ url, maxConnections = 12, onError }: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: PATIENCE_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + NETWORK_MS,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    application_name: 'bilheteria',
    // Plans are kept, and at the start of a sale they are made while tables are small enough to be read as a
    // whole; seconds later that would be thousands of rows for each request, until autovacuum notices.
    options: '-c enable_seqscan=off -c plan_cache_mode=force_generic_plan',
  });
  // An idle connection that breaks must not end the process; the next query opens another.
  pool.on('error', onError);
  const stopLooking = endWhenSilent(pool, url, onError);

  return {
    async query<Row extends QueryResultRow>(statement: Statement, values: unknown[]) {
      const result = await translated(pool.query<Row>({ ...statement, values }));
      return result.rows;
    },
    async transaction<T>(work: (tx: Transaction) => Promise<T>, statementMs = STATEMENT_MS): Promise<T> {
      const client = await translated(pool.connect());
      return inTransaction(client, work, statementMs);
    },
    get usage() {
      return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
    },
    close() {
      stopLooking();
      return pool.end();
    },
  };
}

async function inTransaction<T>(
  client: PoolClient,
  work: (tx: Transaction) => Promise<T>,
  statementMs: number,
): Promise<T> {
  let broken: Error | undefined;
  // The statement under way fails by itself; but an error event that nobody hears ends the process.
  const hear = () => undefined;
  client.on('error', hear);
  try {
    await client.query('BEGIN');
    if (statementMs !== STATEMENT_MS) await client.query(`SET LOCAL statement_timeout = ${statementMs}`);
    const result = await work({
      async query<Row extends QueryResultRow>(text: string, values: unknown[]) {
        // The option is the client's own (pg reads it from each query), but not in its types.
        const query = { text, values, query_timeout: statementMs + NETWORK_MS };
        return (await client.query<Row>(query)).rows;
      },
    });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      broken = rollbackError as Error;
    });
    throw asOutage(error);
  } finally {
    client.off('error', hear);
    client.release(broken);
  }
}

async function translated<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw asOutage(error);
  }
}

/**
 * SQLSTATE classes that say "not now" rather than "not so": connection, resources (disk, memory,
 * connections), operator intervention, system error; also a read-only server, as after a failover.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const OUTAGE = /^(08|53|57|58|25006|40001|40P01|55P03)/;

function asOutage(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  const isSqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  // What has no SQLSTATE never came from the server: sockets, timeouts, a terminated connection.
  if (isSqlState ? OUTAGE.test(code) : isConnectionError(error, code))
    return new Unavailable('postgres', error);
  return error;
}

function isConnectionError(error: Error, code: unknown): boolean {
  if (typeof code === 'string' && /^E[A-Z]+/.test(code)) return true;
  return /connection|timeout|terminated|Client (has encountered|was closed)/i.test(error.message);
}
