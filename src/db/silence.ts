import { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Client, type Pool, type PoolClient } from 'pg';

/** A connection in use for longer makes us ask whether Postgres still answers anybody, and again after as long, in milliseconds. */
const LONG_MS = 1_000;

/**
 * How long it may say nothing to a new connection: so many turns of so many milliseconds, from byte to byte, so that a slow
 * network isn't silence. Counted in turns of the event loop, so that a process that was held up itself doesn't take that for it either.
 */
const TURNS = 8;
const TURN_MS = 250;

/**
 * Ends the connections in use once Postgres says nothing any more to a new one either (frozen, or the network swallows
 * everything). So what is asked fails within some three seconds, although a statement may take longer while Postgres lives.
 * @returns stops looking.
 */
export function endWhenSilent(pool: Pool, url: string, onError: (error: Error) => void): () => void {
  const inUse = new Map<PoolClient, number>();
  pool.on('acquire', (client) => inUse.set(client, performance.now()));
  pool.on('release', (_error, client) => inUse.delete(client));
  let asking = false;
  let heardAt = -Infinity;

  async function look(): Promise<void> {
    const askedAt = performance.now();
    // A map keeps the order in which they came: the first is the oldest.
    const [oldest = Infinity] = inUse.values();
    if (asking || askedAt - Math.max(oldest, heardAt) < LONG_MS) return;
    asking = true;
    if (await answers(url)) {
      heardAt = performance.now();
    } else {
      onError(new Error('Postgres says nothing; the connections in use are ended.'));
      // Their statements fail as connections that are lost do (database.ts).
      for (const [client, since] of inUse) {
        // A client of a pool is one like every other (pg-pool), but not in its types.
        if (since < askedAt) (client as unknown as Client).end().catch(() => undefined);
      }
    }
    asking = false;
  }
  const timer = setInterval(() => void look(), TURN_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Whether Postgres answers a question, or refuses to: that is an answer, too. */
async function answers(url: string): Promise<boolean> {
  const socket = new Socket();
  const client = new Client({
    ...{ connectionString: url, application_name: 'bilheteria sign of life' },
    // Our own, so that it can be closed although nobody answers.
    stream: () => socket,
  });
  client.on('error', () => undefined);
  const said = () => true;
  const heard = client
    .connect()
    .then(() => client.query('SELECT 1'))
    .then(said, said);
  const answered = await Promise.race([heard, quiet(socket).then(() => false)]);
  socket.destroy();
  return answered;
}

/** Ends when nothing has come for so long. */
async function quiet(socket: Socket): Promise<void> {
  let turns = 0;
  socket.on('data', () => (turns = 0));
  for (; turns < TURNS; turns++) {
    await delay(TURN_MS, undefined, { ref: false });
    // What came in while we were held up is heard before we judge.
    await nextTurn();
    await nextTurn();
  }
}
