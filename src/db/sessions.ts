import { Client } from 'pg';
import { Unavailable } from '../domain/unavailable';
import { asOutage } from './outage';

/** How long connecting and each statement may take, in milliseconds. */
const ANSWER_MS = 3_000;

/** How often the check is repeated, since other clients of a pooler may hide what it does. */
const ROUNDS = 5;

/** Between us and Postgres is a pooler that gives every transaction another session. */
export class TransactionPooling extends Error {
  override readonly name = 'TransactionPooling';

  constructor() {
    super(
      'The pooler at DATABASE_URL changes the Postgres session between transactions. Bilheteria needs session ' +
        'pooling or a direct connection, because it listens, prepares statements and limits their time. ' +
        'docs/deploying.md#poolers says how to configure it.',
    );
  }
}

/**
 * Checks that a connection keeps its session for as long as it is open. A pooler that doesn't would seem to work,
 * but lose notifications and limits, and fail statements at random.
 * @param onOutage Postgres didn't answer; the caller gets the same error.
 * @throws {TransactionPooling} if two connections share a session, or one changes it; {@link Unavailable} for an outage.
 */
export async function requireSessions(
  url: string,
  onOutage: (outage: Unavailable) => void = () => undefined,
): Promise<void> {
  const one = createClient(url);
  const other = createClient(url);
  try {
    await one.connect();
    await other.connect();
    for (let round = 0; round < ROUNDS; round++)
      if (await shareSessions(one, other)) throw new TransactionPooling();
  } catch (error) {
    if (error instanceof TransactionPooling) throw error;
    // With statement pooling a transaction can't even begin.
    if (/statement pooling/.test((error as Error).message)) throw new TransactionPooling();
    const known = asOutage(error);
    if (known instanceof Unavailable) onOutage(known);
    throw known;
  } finally {
    await Promise.all([one.end(), other.end()]);
  }
}

function createClient(url: string): Client {
  const client = new Client({
    ...{ connectionString: url, application_name: 'bilheteria start' },
    ...{ connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS },
  });
  // The statement that runs fails by itself; an event without a listener would end the process.
  client.on('error', () => undefined);
  return client;
}

/** While the other is in a transaction, it keeps its session even where sessions are shared. */
async function shareSessions(one: Client, other: Client): Promise<boolean> {
  const before = await sessionOf(one);
  await other.query('BEGIN');
  // The order matters: if they share the only session, the next statement of `one` would wait for `other`.
  const shared = (await sessionOf(other)) === before || (await sessionOf(one)) !== before;
  await other.query('COMMIT');
  return shared;
}

async function sessionOf(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid;
}
