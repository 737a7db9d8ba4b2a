import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { onSale } from '../../test/helpers/database';
import { freePort } from '../../src/embedded/ports';
import { ask, end, hold } from '../buyers';
import { closedLoop, median, percentiles, send } from '../load';
import type { Result, Row } from '../report';
import { setUp, type Setup } from '../setup';
import { startProvider } from './provider';

/** How long the provider takes for an answer, in milliseconds. */
const LATENCY_MS = 25;

const AT_ONCE = 24;

/** How often a buyer looks whether the tickets are sold, in milliseconds. */
const LOOK_MS = 250;
const CARD = 'card=4242424242424242';

export interface MoneySizes {
  rounds: number;
  /** Purchases in a round. */
  sagas: number;
  /** Webhooks in a second, and for how many seconds. */
  webhooks: number;
  seconds: number;
  /** Payments that are never made, each with somebody in line behind it. */
  bounds: number;
}

/** What money costs: paid purchases beside free ones, webhooks, and how soon an unpaid ticket goes on. */
export async function money(sizes: MoneySizes, say: (text: string) => void): Promise<Result> {
  const port = await freePort();
  const provider = await startProvider(port, LATENCY_MS);
  const setup = await setUp(say, {
    environment: { ...provider.environment, PORT: String(port), PAYMENT_GRACE_CARD_SECONDS: '1' },
  });
  try {
    const paid = await purchases(setup, sizes, say);
    const bound = await afterTheBound(setup, sizes);
    const webhooks = await receiving(setup, provider.webhookSecret, sizes);
    return { rows: [...paid.rows, ...bound.rows, ...webhooks.rows], details: { paid, bound, webhooks } };
  } finally {
    await setup.stop();
    await provider.stop();
  }
}

/** Complete purchases of both kinds in turns, each round until its last workflow has ended. */
async function purchases(
  setup: Setup,
  { rounds, sagas }: MoneySizes,
  say: (text: string) => void,
): Promise<Result> {
  const { db, temporal } = setup;
  await onSale(db, { pista: 1_000_000 }, { id: 'free', payment: 'none', idleSeconds: 600 });
  await onSale(db, { pista: 1_000_000 }, { id: 'paid', payment: 'online', idleSeconds: 600 });
  const kinds = {
    free: async () => end(setup, await hold(setup, 'free'), 'checkout'),
    paid: async () => buyByCard(setup, 'paid'),
  };
  const running = async () =>
    (await temporal.workflow.count(`WorkflowType = 'preOrder' AND ExecutionStatus = 'Running'`)).count;
  const round = async (kind: keyof typeof kinds) => {
    const cpu = setup.cpuOf('ours');
    const began = performance.now();
    await closedLoop(sagas, AT_ONCE, kinds[kind]);
    while ((await running()) > 0) await delay(20);
    const seconds = (performance.now() - began) / 1_000;
    const used = Object.entries(cpu.used()).filter(([process]) => process !== 'load');
    const cpuMs = (used.reduce((sum, [, one]) => sum + one, 0) * 1_000) / sagas;
    return { perSecond: sagas / seconds, cpuMs };
  };
  const found = {
    free: [] as { perSecond: number; cpuMs: number }[],
    paid: [] as { perSecond: number; cpuMs: number }[],
  };
  for (const kind of ['free', 'paid'] as const) await round(kind);
  for (let i = 0; i < rounds; i++)
    for (const kind of i % 2 ? (['free', 'paid'] as const) : (['paid', 'free'] as const)) {
      say(`round ${i + 1}: ${kind}`);
      found[kind].push(await round(kind));
    }
  const of = (kind: 'free' | 'paid', what: 'perSecond' | 'cpuMs') =>
    median(found[kind].map((one) => one[what]));
  const row = (what: string, unit: string, key: 'perSecond' | 'cpuMs', target?: string): Row => {
    const [other, ours] = [of('free', key), of('paid', key)];
    return { what, unit, other, ours, ratio: ours / other, ...(target && { target }) };
  };
  return {
    details: found,
    rows: [
      row('purchases paid by card, 24 at once, beside free ones', '/s', 'perSecond', '>= 0.6'),
      row('CPU a purchase without the provider', 'ms', 'cpuMs'),
    ],
  };
}

/** From the request for tickets to the sale. */
async function buyByCard(setup: Setup, event: string): Promise<void> {
  const { token, id } = await hold(setup, event);
  const at = `${setup.ours.url}/pre-orders/${id}`;
  const paying = await send(`${at}/checkout`, 'POST', {
    token,
    body: { method: 'card' },
    headers: { prefer: 'wait=10' },
  });
  const { payUrl } = paying.body['payment'] as { payUrl?: string };
  if (payUrl === undefined) throw new Error(`${paying.status} ${JSON.stringify(paying.body)}`);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const { status } = await fetch(payUrl, { method: 'POST', body: CARD, headers: form, redirect: 'manual' });
  if (status !== 303) throw new Error(`the provider's page answers ${status}`);
  // Seldom, because looking costs as much as what is measured.
  do await delay(LOOK_MS);
  while ((await send(at, 'GET', { token })).body['status'] !== 'sold');
}

/** Everybody pays and nobody ever does: how long after the bound the next in line is called. */
async function afterTheBound(setup: Setup, { bounds }: MoneySizes): Promise<Result> {
  const { db } = setup;
  await onSale(db, { pista: bounds }, { id: 'bound', payment: 'online', holdSeconds: 20, idleSeconds: 20 });
  await closedLoop(bounds, AT_ONCE, async () => {
    const { token, id } = await hold(setup, 'bound');
    const at = `${setup.ours.url}/pre-orders/${id}/checkout`;
    await send(at, 'POST', { token, body: { method: 'card' }, headers: { prefer: 'wait=10' } });
  });
  await closedLoop(bounds, AT_ONCE, () => ask(setup, 'bound', 202, 0));
  const text = `SELECT extract(epoch FROM next.called_at - unpaid.expires_at)::float8 * 1000 AS ms
    FROM (SELECT expires_at, row_number() OVER (ORDER BY closed_at) AS n FROM pre_order
          WHERE event_id = 'bound' AND status = 'invalidated' AND reason = 'payment_not_completed') unpaid
    JOIN (SELECT called_at, row_number() OVER (ORDER BY called_at) AS n FROM pre_order
          WHERE event_id = 'bound' AND called_at > asked_at) next USING (n)`;
  for (;;) {
    const rows = await db.query<{ ms: number }>({ name: 'after_the_bound', text }, []);
    if (rows.length >= bounds) {
      const { p50, p99 } = percentiles(rows.map(({ ms }) => ms));
      return {
        details: rows,
        rows: [
          {
            what: `unpaid ticket to the next in line after the bound, ${bounds}, p50`,
            unit: 'ms',
            ours: p50,
          },
          { what: 'the same, p99', unit: 'ms', ours: p99, target: '< 1000' },
        ],
      };
    }
    await delay(200);
  }
}

/** Signed events about nothing that we know, at an even pace. */
async function receiving(setup: Setup, secret: string, { webhooks, seconds }: MoneySizes): Promise<Result> {
  const url = `${setup.ours.url}/webhooks/stripe`;
  const times: number[] = [];
  const post = async () => {
    const at = Math.floor(Date.now() / 1_000);
    const object = { id: `pi_${randomUUID()}`, object: 'payment_intent', metadata: {} };
    const body = JSON.stringify({
      ...{
        id: `evt_${randomUUID()}`,
        object: 'event',
        type: 'payment_intent.created',
        created: at,
        livemode: false,
      },
      data: { object },
    });
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    const began = performance.now();
    const { status } = await fetch(url, {
      ...{ method: 'POST', body },
      headers: { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${signature}` },
    });
    if (status !== 200) throw new Error(`a webhook is answered ${status}`);
    times.push(performance.now() - began);
  };
  const began = performance.now();
  const sent: Promise<void>[] = [];
  for (let i = 0; i < webhooks * seconds; i++) {
    const wait = began + (i * 1_000) / webhooks - performance.now();
    if (wait > 1) await delay(wait);
    sent.push(post());
  }
  await Promise.all(sent);
  const { p50, p99 } = percentiles(times);
  return {
    details: { times },
    rows: [
      { what: `webhook answered, ${webhooks}/s, p50`, unit: 'ms', ours: p50 },
      { what: 'the same, p99', unit: 'ms', ours: p99, target: '<= 50' },
    ],
  };
}
