import { setTimeout as delay } from 'node:timers/promises';
import { onSale } from '../../helpers/database';
import { closedLoop, percentiles } from '../load';
import { askForOne, openClient } from '../line/client';
import { onStand, one, type Stand } from '../line/stand';
import type { Found, Row } from '../report';
import { openLoop } from './open-loop';

export interface OverloadSizes {
  capacityOf: number;
  factors: number[];
  seconds: number;
}

const STOCK = { pista: 1_000_000 };

/** What is offered by the clock, from less than the machine can hold to more, against what it then holds. */
export function overload(sizes: OverloadSizes, say: (text: string) => void): Promise<Found> {
  return onStand(async (stand) => {
    const { url } = await stand.serve();
    await capacity(url, stand, sizes.capacityOf);
    const most = await capacity(url, stand, sizes.capacityOf);
    const steps: Step[] = [];
    for (const factor of sizes.factors) {
      steps.push(await step(url, stand, factor, factor * most, sizes.seconds));
      say(`overload: ${JSON.stringify(steps.at(-1))}`);
    }
    const rows: Row[] = [{ what: 'capacity: held, 24 at once', unit: '/s', ours: most }];
    for (const { factor, offered, held, certain, p50, p99, notCertain, failed } of steps) {
      const what = `offered ${factor} times capacity`;
      rows.push(
        { what: `${what}; held`, unit: '/s', other: offered, ours: held, ratio: held / offered },
        { what: `${what}; certain answers`, unit: '/s', ours: certain },
        { what: `${what}; to certainty, p50`, unit: 'ms', ours: p50 },
        { what: `${what}; to certainty, p99`, unit: 'ms', ours: p99 },
        { what: `${what}; in line or refused`, unit: '', ours: notCertain },
        { what: `${what}; 5xx and broken`, unit: '', ours: failed, target: '0' },
      );
    }
    const past = steps.filter(({ factor }) => factor >= 1).map(({ held }) => held);
    // Against the capacity too: that everything past it holds equally little would be no success.
    const [best, least] = [Math.max(most, ...past), Math.min(...past)];
    rows.push({
      ...{ what: 'held at saturation and past it: the most, and the least', unit: '/s' },
      ...{ other: best, ours: least, ratio: least / best, target: '>= 0.9' },
    });
    return { details: { most, steps }, rows };
  });
}

/** Complete pre-orders a second, each waited for. */
async function capacity(url: string, stand: Stand, count: number): Promise<number> {
  const eventId = await onSale(stand.db, STOCK);
  const client = openClient(url);
  const ask = async () => {
    const { text } = await client.send(askForOne(eventId, stand.newToken(), { prefer: 'wait=10' }));
    if (!text.includes('"status":"pre_order"')) throw new Error(`not held: ${text}`);
  };
  const { perSecond } = await closedLoop(count, 24, ask);
  client.close();
  await clear(stand, eventId);
  return perSecond;
}

type Step = Awaited<ReturnType<typeof step>>;

async function step(url: string, stand: Stand, factor: number, offered: number, seconds: number) {
  const eventId = await onSale(stand.db, STOCK);
  const client = openClient(url);
  const times: number[] = [];
  const answers: Record<string, number> = {};
  let failed = 0;
  const startedAt = new Date();
  const { count, latestMs } = await openLoop(offered, seconds, async (_i, dueAt) => {
    const answer = await client.send(askForOne(eventId, stand.newToken())).catch(() => undefined);
    const name = String(answer?.status ?? 'broken');
    answers[name] = (answers[name] ?? 0) + 1;
    if (answer?.status === 201) times.push(performance.now() - dueAt);
    else if (!answer || answer.status >= 500) failed++;
  });
  client.close();
  // What was held within the step, by the database's clock, which is this machine's.
  const { held, waiting, hold_p99 } = await one<{ held: number; waiting: number; hold_p99: number | null }>(
    stand.db,
    'held_in_step',
    `SELECT count(*) FILTER (WHERE held_at <= $2::timestamptz + $3 * interval '1 s')::int AS held,
       count(*) FILTER (WHERE held_at IS NULL)::int AS waiting,
       percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM held_at - asked_at) * 1000)::float8 AS hold_p99
     FROM pre_order WHERE event_id = $1`,
    [eventId, startedAt, seconds],
  );
  await clear(stand, eventId);
  const { p50, p99 } = percentiles(times);
  return {
    ...{ factor, offered, held: held / seconds, certain: times.length / seconds, p50, p99 },
    ...{ notCertain: count - times.length - failed, failed },
    ...{ answers, latestMs, calledNotHeld: waiting, holdP99Ms: hold_p99 },
  };
}

/** Nothing of a step is left to be started or ended in the next. */
async function clear({ db }: Stand, eventId: string): Promise<void> {
  await db.query({ name: 'end', text: 'SELECT cancel_pre_orders($1)' }, [eventId]);
  await delay(3_000);
}
