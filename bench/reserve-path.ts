import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { putEvent } from '../src/events/put-event';
import { createLine } from '../src/db/line';
import { createPreOrderSteps } from '../src/db/pre-orders';
import { closedLoop, type Measured } from './load';
import { createNaiveActivities } from './naive/activities';
import type { Found, Row } from './report';
import type { Setup } from './setup';

const AT_ONCE = 64;

/** Reserving without Temporal and HTTP: a transaction each against micro-batched statements, one ticket type. */
export async function reservePath({ db, databaseUrl }: Setup, count: number): Promise<Found> {
  const day = 86_400_000;
  const at = (ms: number) => new Date(Date.now() + ms);
  await putEvent(db, {
    ...{ id: 'reserve', name: 'Reserve', venue: 'Here', holdSeconds: 600, idleSeconds: 600, maxPerBuyer: 4 },
    ...{ draw: false, presenceSeconds: 0, startsAt: at(day), onSaleAt: at(-day), closesAt: at(day) },
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1, currency: 'BRL', capacity: 1_000_000 }],
  });
  await db.query(
    { name: 'reserve_stock', text: "INSERT INTO naive_ticket_type VALUES ('reserve', 1000000)" },
    [],
  );
  const pool = new Pool({ connectionString: databaseUrl, max: AT_ONCE });
  const naive = createNaiveActivities(pool);
  const line = createLine(db, {
    reserveStarts: (wanted) => wanted,
    unreserveStarts: () => undefined,
    onBatch: () => undefined,
  });
  const steps = createPreOrderSteps(db, () => undefined);
  const ask = () => ({
    id: randomUUID(),
    eventId: 'reserve',
    buyerId: randomUUID(),
    items: [{ ticketType: 'pista', quantity: 1 }],
  });
  const ways = {
    each: () =>
      naive.reserve({ preOrderId: randomUUID(), buyerId: randomUUID(), ticketType: 'reserve', quantity: 1 }),
    call: () => line.join(ask()),
    callAndHold: async () => {
      const asked = ask();
      await line.join(asked);
      await steps.hold(asked.id);
    },
  };
  try {
    // Warm: connections, plans, and the file system's first pages.
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
    // Nobody will start these: they must not be due for the app.
    await db.query({ name: 'end_reserve', text: "SELECT cancel_pre_orders('reserve')" }, []);
    await pool.end();
  }
}
