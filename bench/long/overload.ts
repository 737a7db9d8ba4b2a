import { onSale } from '../../test/helpers/database';
import { closedLoop, percentiles } from '../load';
import { askForOne, openClient } from '../line/client';
import { withServers, one, type Servers } from '../line/servers';
import type { Result, Row } from '../report';
import { serversIn } from '../../test/helpers/servers-in';
import { CpuMeter } from '../processes';
import { openLoop } from './open-loop';

export interface OverloadSizes {
  capacityOf: number;
  /** Offered loads as multiples of the capacity, with stock for everybody. */
  factors: number[];
  /** The same with limited stock, so that the rest joins the line. */
  limited: number[];
  seconds: number;
}

const FOR_EVERYBODY = 1_000_000;

/**
 * How many pre-orders are held at offered loads from below to far above the capacity. Each step has its own servers, on
 * which the capacity is measured just before, so no step cleans up after another.
 */
export async function overload(sizes: OverloadSizes, say: (text: string) => void): Promise<Result> {
  const { seconds, capacityOf } = sizes;
  const measure = async (factor: number, limited: boolean) => {
    const measured = await withServers(async (servers) => {
      const { url, process: app } = await servers.serve();
      const cpu = new CpuMeter({ ...serversIn(servers.folder), app: app.pid ?? 0, load: process.pid });
      await capacity(url, servers, capacityOf);
      cpu.restart();
      const most = await capacity(url, servers, capacityOf);
      const cpuAtCapacity = cpu.used();
      const stock = limited ? Math.ceil(most * seconds) : FOR_EVERYBODY;
      cpu.restart();
      const found = await step(url, servers, { factor, most, stock, seconds });
      return { ...found, cpu: cpu.used(), cpuAtCapacity };
    });
    say(`overload: ${JSON.stringify(measured)}`);
    return { ...measured, limited };
  };
  const steps: Awaited<ReturnType<typeof measure>>[] = [];
  for (const factor of sizes.factors) steps.push(await measure(factor, false));
  for (const factor of sizes.limited) steps.push(await measure(factor, true));
  const rows: Row[] = [];
  for (const one of steps) {
    const { limited, factor, most, offered, held, certain, p50, p99, notCertain, failed } = one;
    const what = `offered ${factor} times capacity${limited ? ', limited stock' : ''}`;
    rows.push(
      { what: `${what}: capacity, held`, unit: '/s', other: most, ours: held, ratio: held / most },
      { what: `${what}; offered, certain answers`, unit: '/s', other: offered, ours: certain },
      { what: `${what}; to certainty, p50`, unit: 'ms', ours: p50 },
      { what: `${what}; to certainty, p99`, unit: 'ms', ours: p99 },
      { what: `${what}; in line or refused`, unit: '', ours: notCertain },
      { what: `${what}; 5xx and broken`, unit: '', ours: failed, target: '0' },
    );
  }
  const past = steps.filter(({ factor }) => factor >= 1);
  const shares = past.map(({ held, most }) => held / most);
  rows.push({
    ...{ what: 'of the capacity held at saturation and past it: the most, and the least', unit: '' },
    // Against the capacity too, since holding equally little at every load past it is no success.
    ...{ other: Math.max(1, ...shares), ours: Math.min(...shares), target: '>= 0.9' },
    ratio: Math.min(...shares) / Math.max(1, ...shares),
  });
  const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const heldAt = (at: number) => mean(past.filter(({ factor }) => factor === at).map(({ held }) => held));
  const leastPast = Math.min(...past.map(({ factor }) => heldAt(factor)));
  rows.push({
    what: 'held at saturation, and the least past it, each on average of its steps',
    ...{ unit: '/s', other: heldAt(1), ours: leastPast, ratio: leastPast / heldAt(1), target: '>= 0.9' },
  });
  const fair = past.map((one) => one.held / one.most / (1 - generatorShare(one)));
  rows.push({
    what: 'of the capacity, without the part of the processors that the load generator took: on average, and the least',
    ...{ unit: '', other: mean(fair), ours: Math.min(...fair) },
  });
  const [saturated, most] = [past[0]?.p99 ?? NaN, Math.max(...past.map(({ p99 }) => p99))];
  rows.push({
    ...{ what: 'to certainty, p99: at saturation, and the most past it', unit: 'ms' },
    ...{ other: saturated, ours: most, ratio: most / saturated, target: 'flat' },
  });
  return { details: { steps }, rows };
}

/** The share of all CPU time that the load generator took in a step, less its share while the capacity was measured. */
function generatorShare({
  cpu,
  cpuAtCapacity,
}: Record<'cpu' | 'cpuAtCapacity', Record<string, number>>): number {
  const all = (used: Record<string, number>) => Object.values(used).reduce((sum, one) => sum + one, 0);
  return (cpu['load'] ?? 0) / all(cpu) - (cpuAtCapacity['load'] ?? 0) / all(cpuAtCapacity);
}

/** How many pre-orders per second are held when each buyer waits for the hold. */
async function capacity(url: string, servers: Servers, count: number): Promise<number> {
  const eventId = await onSale(servers.db, { pista: FOR_EVERYBODY });
  const client = openClient(url);
  const ask = async () => {
    const { text } = await client.send(askForOne(eventId, servers.newToken(), { prefer: 'wait=10' }));
    if (!text.includes('"status":"pre_order"')) throw new Error(`not held: ${text}`);
  };
  const { perSecond } = await closedLoop(count, 24, ask);
  client.close();
  return perSecond;
}

interface Offer {
  factor: number;
  /** The capacity: holds per second. */
  most: number;
  stock: number;
  seconds: number;
}

async function step(url: string, servers: Servers, { factor, most, stock, seconds }: Offer) {
  const offered = factor * most;
  const eventId = await onSale(servers.db, { pista: stock });
  const client = openClient(url);
  const times: number[] = [];
  const answers: Record<string, number> = {};
  let failed = 0;
  const startedAt = new Date();
  const { count, latestMs } = await openLoop(offered, seconds, async (_i, dueAt) => {
    const answer = await client.send(askForOne(eventId, servers.newToken())).catch(() => undefined);
    const name = String(answer?.status ?? 'broken');
    answers[name] = (answers[name] ?? 0) + 1;
    if (answer?.status === 201) times.push(performance.now() - dueAt);
    else if (!answer || answer.status >= 500) failed++;
  });
  client.close();
  // What was held within the step, by the database's clock, which is this machine's.
  const { held, waiting, hold_p99 } = await one<{ held: number; waiting: number; hold_p99: number | null }>(
    servers.db,
    'held_in_step',
    `SELECT count(*) FILTER (WHERE held_at <= $2::timestamptz + $3 * interval '1 s')::int AS held,
       count(*) FILTER (WHERE status = 'called')::int AS waiting,
       percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM held_at - asked_at) * 1000)::float8 AS hold_p99
     FROM pre_order WHERE event_id = $1`,
    [eventId, startedAt, seconds],
  );
  const { p50, p99 } = percentiles(times);
  return {
    ...{ factor, most, offered, held: held / seconds, certain: times.length / seconds, p50, p99 },
    ...{ notCertain: count - times.length - failed, failed },
    ...{ answers, latestMs, calledNotHeld: waiting, holdP99Ms: hold_p99 },
  };
}
