import { onSale, stepsOf } from '../../test/helpers/database';
import { closedLoop, median, percentiles, type Measured } from '../load';
import type { Result, Row } from '../report';
import { askRound } from './certain';
import { expecting, openClient, rawRequest } from './client';
import { makeCrowd, makeHolders } from './crowd';
import { withServers, type Servers } from './servers';

export interface Sizes {
  waiting: number;
  calls: number;
  rounds: number;
  count: number;
}

const CALLED = 24;

/** What a very long line costs: calling the next, joining it, and reading one's place. */
export function million(sizes: Sizes): Promise<Result> {
  return withServers(async (servers) => {
    const { db } = servers;
    const stock = { pista: (sizes.calls + 20) * CALLED };
    const [crowded, few] = [
      await onSale(db, stock, { id: 'crowded' }),
      await onSale(db, stock, { id: 'few' }),
    ];
    const holders = new Map<string, string[]>();
    for (const eventId of [crowded, few])
      holders.set(eventId, await makeHolders(db, eventId, sizes.calls + 20, CALLED));
    const began = Date.now();
    await makeCrowd(db, crowded, sizes.waiting, 'waiting');
    const madeInSeconds = (Date.now() - began) / 1_000;
    // Just enough for every call to find its 24 buyers.
    await makeCrowd(db, few, stock.pista, 'waiting');

    const calls = { crowded: [] as number[], few: [] as number[] };
    for (let i = 0; i < sizes.calls + 20; i++)
      for (const eventId of ['crowded', 'few'] as const) {
        const ms = await timeCall(servers, eventId, holders.get(eventId)?.[i] as string);
        if (i >= 20) calls[eventId].push(ms);
      }
    const app = await servers.withoutStarts();
    const joins = { crowded: [] as Measured[], few: [] as Measured[] };
    for (let i = 0; i <= sizes.rounds; i++) {
      // Every round begins with an empty line while everything is held.
      const empty = await onSale(db, { pista: 24 });
      await makeHolders(db, empty, 1, 24);
      const round = async (eventId: string) => askRound(app.url, servers, eventId, sizes.count, 202);
      const [ofFew, ofCrowded] = [await round(empty), await round(crowded)];
      if (i === 0) continue;
      joins.few.push(ofFew);
      joins.crowded.push(ofCrowded);
    }
    const reads = await readRounds(servers, app.url, sizes);
    const p99 = (rounds: Measured[]) => median(rounds.map((round) => round.p99));
    const [callCrowded, callFew] = [percentiles(calls.crowded), percentiles(calls.few)];
    const against = (what: string, other: number, ours: number, target?: string): Row => ({
      ...{ what, unit: 'ms', other, ours, ratio: ours / other },
      ...(target && { target }),
    });
    const waiting = sizes.waiting.toLocaleString('en');
    return {
      details: { madeInSeconds, calls: { crowded: callCrowded, few: callFew }, joins, reads },
      rows: [
        against(
          `${waiting} in line: the call of the next 24, p50; against few`,
          callFew.p50,
          callCrowded.p50,
        ),
        against('the same, p99', callFew.p99, callCrowded.p99, '< 10 ms'),
        against(
          'joining it, 64 at once, p99; against an empty line',
          p99(joins.few),
          p99(joins.crowded),
          '<= 1.5',
        ),
        ...reads.map(({ what, few: a, crowded: b }) => against(`${what}, p50`, a.p50, b.p50, '<= 1.2')),
        ...reads.map(({ what, few: a, crowded: b }) => against(`${what}, p99`, a.p99, b.p99)),
      ],
    };
  });
}

/** Gives tickets back, then times only the call. No program runs, so no other process calls. */
async function timeCall({ db }: Servers, eventId: string, holder: string): Promise<number> {
  const steps = stepsOf(db, { leases: 0 });
  await steps.giveBack(holder, 'given_back');
  const began = performance.now();
  const { called } = await steps.advance(eventId);
  const ms = performance.now() - began;
  if (called !== CALLED) throw new Error(`${called} called instead of ${CALLED}`);
  return ms;
}

/** Reads from all over the line, one after the other and many at once, in alternating rounds. */
async function readRounds(servers: Servers, url: string, sizes: Sizes) {
  const { db, newToken } = servers;
  const short = await onSale(db, { pista: 24 });
  await makeHolders(db, short, 1, 24);
  await askRound(url, servers, short, 200, 202);
  const events = { few: short, crowded: 'crowded' };
  const requestsOf = async (eventId: string) => {
    const rows = await db.query<{ id: string; buyer_id: string }>(
      {
        name: 'some',
        text: `SELECT id, buyer_id FROM pre_order
               WHERE event_id = $1 AND status = 'in_line' ORDER BY buyer_id LIMIT 2000`,
      },
      [eventId],
    );
    return {
      'GET pre-orders/{id}': rows.map(({ id, buyer_id }) =>
        rawRequest('GET', `/api/pre-orders/${id}`, newToken(buyer_id)),
      ),
      'GET line': [rawRequest('GET', `/api/events/${eventId}/line`, newToken())],
    };
  };
  const requests = { few: await requestsOf(events.few), crowded: await requestsOf(events.crowded) };
  const client = openClient(url);
  const found: { what: string; few: Measured; crowded: Measured }[] = [];
  for (const what of ['GET pre-orders/{id}', 'GET line'] as const)
    for (const atOnce of [1, 64]) {
      const rounds = { few: [] as Measured[], crowded: [] as Measured[] };
      for (let i = 0; i <= sizes.rounds; i++)
        for (const name of ['few', 'crowded'] as const) {
          const some = requests[name][what];
          const count = atOnce === 1 ? Math.ceil(sizes.count / 8) : sizes.count;
          const round = await closedLoop(count, atOnce, (n) =>
            expecting(200, client.send(some[n % some.length] as string)),
          );
          if (i > 0) rounds[name].push(round);
        }
      const middle = (some: Measured[]) =>
        [...some].sort((a, b) => a.p50 - b.p50)[Math.floor(some.length / 2)] as Measured;
      found.push({
        what: `${what}, ${atOnce} at once`,
        few: middle(rounds.few),
        crowded: middle(rounds.crowded),
      });
    }
  client.close();
  return found;
}
