import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { onSale, request, stepsOf } from '../test/helpers/database';
import { closedLoop, type Measured } from './load';
import { createNaiveActivities } from './naive/activities';
import type { Result, Row } from './report';
import type { Setup } from './setup';

const AT_ONCE = 64;

/** Reserving one ticket type without Temporal and HTTP: one transaction per buyer against micro-batched statements. */
export async function reservePath({ db, databaseUrl }: Setup, count: number): Promise<Result> {
  await onSale(db, { pista: 1_000_000 }, { id: 'reserve' });
  await db.query(
    { name: 'reserve_stock', text: "INSERT INTO naive_ticket_type VALUES ('reserve', 1000000)" },
    [],
  );
  const pool = new Pool({ connectionString: databaseUrl, max: AT_ONCE });
  const naive = createNaiveActivities(pool);
  const steps = stepsOf(db);
  const ask = () => request('reserve', { pista: 1 });
  const ways = {
    each: () =>
      naive.reserve({ preOrderId: randomUUID(), buyerId: randomUUID(), ticketType: 'reserve', quantity: 1 }),
    call: () => steps.join(ask()),
    callAndHold: async () => {
      const asked = ask();
      await steps.join(asked);
      await steps.hold(asked.preOrderId);
    },
  };
  try {
    // Warm-up: connections, plans and the file system's cache.
    for (const way of Object.values(ways)) await closedLoop(AT_ONCE * 4, AT_ONCE, way);
    const rounds = { each: [] as Measured[], call: [] as Measured[], callAndHold: [] as Measured[] };
    for (let i = 0; i < 3; i++)
      for (const name of ['each', 'call', 'callAndHold'] as const)
        rounds[name].push(await closedLoop(count, AT_ONCE, ways[name]));
    const middle = (some: Measured[]) =>
      [...some].sort((a, b) => a.perSecond - b.perSecond)[Math.floor(some.length / 2)] as Measured;
    const each = middle(rounds.each);
    const against = (what: string, { perSecond: ours }: Measured, target?: string): Row => ({
      ...{ what: `Postgres alone: ${what}, 64 at once`, unit: '/s', other: each.perSecond, ours },
      ...{ ratio: ours / each.perSecond, ...(target && { target }) },
    });
    return {
      details: rounds,
      rows: [
        against('call', middle(rounds.call), '>= 8'),
        against('call and hold', middle(rounds.callAndHold)),
      ],
    };
  } finally {
    // No workflow starts for these, so they must not become due for the program.
    await db.query({ name: 'end_reserve', text: "SELECT cancel_pre_orders('reserve')" }, []);
    await pool.end();
  }
}
