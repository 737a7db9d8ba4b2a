import { setTimeout as delay } from 'node:timers/promises';
import { onSale } from '../../test/helpers/database';
import { closedLoop, median, percentiles, type Measured } from '../load';
import type { Result } from '../report';
import { askForOne, expecting, openClient, rawRequest } from './client';
import { withServers, one, type Servers } from './servers';

const AT_ONCE = 64;
const STOCK = { pista: 5_000_000 };
const REST_MS = 20;

export interface Sizes {
  rounds: number;
  count: number;
  alone: number;
}

/** One round: `count` different buyers ask, `atOnce` in flight, and each gets the expected status. */
export async function askRound(
  url: string,
  servers: Servers,
  eventId: string,
  count: number,
  expected: number,
  atOnce = AT_ONCE,
): Promise<Measured> {
  const client = openClient(url);
  const requests = Array.from({ length: count }, () => askForOne(eventId, servers.newToken()));
  try {
    return await closedLoop(count, atOnce, (i) => expecting(expected, client.send(requests[i] as string)));
  } finally {
    client.close();
  }
}

/** Runs both ways in alternating rounds after a warm-up. `rate` is the median of a way's rounds. */
export async function compare(
  ways: Record<'real' | 'validates', () => Promise<Measured>>,
  rounds: number,
): Promise<{ real: Measured[]; validates: Measured[]; rate(name: 'real' | 'validates'): number }> {
  const found = { real: [] as Measured[], validates: [] as Measured[] };
  for (const way of Object.values(ways)) for (let i = 0; i < 2; i++) await way();
  for (let i = 0; i < rounds; i++)
    for (const name of ['real', 'validates'] as const) found[name].push(await ways[name]());
  return { ...found, rate: (name) => median(found[name].map((round) => round.perSecond)) };
}

/** How fast a visitor gets a certain answer with stock for everybody: while no workflow can start, and while all do. */
export async function certain(sizes: Sizes): Promise<Result> {
  const without = await withServers(async (servers) => {
    const app = await servers.withoutStarts();
    const eventId = await onSale(servers.db, STOCK, { id: 'plenty' });
    const both = await compare(
      {
        real: () => askRound(app.url, servers, eventId, sizes.count, 201),
        validates: () => askRound(app.validatesUrl, servers, eventId, sizes.count, 201),
      },
      sizes.rounds,
    );
    const alone = await askRound(app.url, servers, eventId, sizes.alone * 5, 201, 1);
    const rested = await aloneAndRested(app.url, servers, eventId, sizes.alone, () => delay(REST_MS));
    return { ...both, alone, rested };
  });
  const whole = await withServers(async (servers) => {
    const app = await servers.serve();
    const eventId = await onSale(servers.db, STOCK, { id: 'alone' });
    const alone = await aloneAndRested(app.url, servers, eventId, sizes.alone, async (look) => {
      while (!(await look()).includes('"status":"pre_order"')) await delay(10);
      await delay(REST_MS);
    });
    const held = (eventId: string) =>
      one<{ n: number }>(
        servers.db,
        'held',
        'SELECT count(held_at)::int AS n FROM pre_order WHERE event_id = $1',
        [eventId],
      );
    const rounds: (Measured & { starts: number })[] = [];
    for (let i = 0; i <= sizes.rounds; i++) {
      const eventId = await onSale(servers.db, STOCK);
      const round = await askRound(app.url, servers, eventId, sizes.count * 2, 201);
      const starts = (await held(eventId)).n / round.seconds;
      // The first round is warm-up. Calls that are not started yet are cancelled, so that all rounds begin alike.
      if (i > 0) rounds.push({ ...round, starts });
      await servers.db.query({ name: 'end', text: 'SELECT cancel_pre_orders($1)' }, [eventId]);
      await delay(1_000);
    }
    return { alone, rounds };
  });
  const [real, validates] = [without.rate('real'), without.rate('validates')];
  const middle = (pick: (round: (typeof whole.rounds)[number]) => number) => median(whole.rounds.map(pick));
  return {
    details: { without, whole },
    rows: [
      {
        what: 'certain answers, 64 at once, nothing being started; against validating alone',
        unit: '/s',
        other: validates,
        ours: real,
        ratio: real / validates,
        target: '>= 0.6',
      },
      {
        what: 'the same, p50',
        unit: 'ms',
        other: median(without.validates.map((round) => round.p50)),
        ours: median(without.real.map((round) => round.p50)),
      },
      {
        what: 'the same, p99',
        unit: 'ms',
        other: median(without.validates.map((round) => round.p99)),
        ours: median(without.real.map((round) => round.p99)),
      },
      { what: 'one after the other, nothing being started, p50', unit: 'ms', ours: without.alone.p50 },
      {
        what: 'certain answers, 64 at once, the whole program',
        unit: '/s',
        ours: middle((round) => round.perSecond),
        target: '>= 2000',
      },
      { what: 'the same, p99', unit: 'ms', ours: middle((round) => round.p99) },
      { what: 'workflows started meanwhile', unit: '/s', ours: middle((round) => round.starts) },
      {
        what: 'one visitor alone, the whole program, p50 to certainty; against nothing being started',
        unit: 'ms',
        other: without.rested.p50,
        ours: whole.alone.p50,
        target: '<= 3',
      },
      { what: 'the same, p99', unit: 'ms', other: without.rested.p99, ours: whole.alone.p99 },
    ],
  };
}

/** Times visitors who come alone: each asks when the one before is done and the program is at rest. */
async function aloneAndRested(
  url: string,
  servers: Servers,
  eventId: string,
  count: number,
  done: (look: () => Promise<string>) => Promise<unknown>,
) {
  const client = openClient(url);
  const times: number[] = [];
  for (let i = 0; i < count + 20; i++) {
    const token = servers.newToken();
    const request = askForOne(eventId, token);
    const began = performance.now();
    const { text } = await expecting(201, client.send(request));
    if (i >= 20) times.push(performance.now() - began);
    const { id } = JSON.parse(text) as { id: string };
    const look = rawRequest('GET', `/api/pre-orders/${id}`, token);
    await done(async () => (await client.send(look)).text);
  }
  client.close();
  return percentiles(times);
}
