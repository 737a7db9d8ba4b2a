import { setTimeout as delay } from 'node:timers/promises';
import { onSale } from '../test/helpers/database';
import { end, hold } from './buyers';
import { closedLoop, median, send, type Measured } from './load';
import type { Result, Row } from './report';
import type { Setup } from './setup';

/** One way to run the saga, driven over HTTP. */
interface Variant {
  name: 'ours' | 'naive';
  /** Asks for one ticket, and resolves once it is held. */
  preOrder(): Promise<{ id: string; end(how: 'checkout' | 'give back'): Promise<void> }>;
  /** How many of its workflows are still open. */
  open(): Promise<number>;
}

const STOCK = 1_000_000;

function expectStatus(answer: { status: number; body: unknown }, status: number): void {
  if (answer.status !== status)
    throw new Error(`${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
}

async function createVariants(setup: Setup): Promise<Variant[]> {
  const { db, naive, temporal } = setup;
  await onSale(db, { pista: STOCK }, { id: 'bench', idleSeconds: 600 });
  await db.query({ name: 'stock', text: 'INSERT INTO naive_ticket_type (id, available) VALUES ($1, $2)' }, [
    'pista',
    STOCK,
  ]);
  const open = (type: string) => async () =>
    (await temporal.workflow.count(`WorkflowType = '${type}' AND ExecutionStatus = 'Running'`)).count;
  return [
    {
      name: 'ours',
      open: open('preOrder'),
      async preOrder() {
        const held = await hold(setup, 'bench');
        return { id: held.id, end: (how) => end(setup, held, how) };
      },
    },
    {
      name: 'naive',
      open: open('naivePreOrder'),
      async preOrder() {
        const body = { ticketType: 'pista', quantity: 1, buyerId: crypto.randomUUID() };
        const held = await send(`${naive.url}/pre-orders`, 'POST', { body });
        expectStatus(held, 201);
        const id = held.body['id'] as string;
        const at = `${naive.url}/pre-orders/${id}`;
        return {
          id,
          async end(how) {
            const pays = how === 'checkout';
            expectStatus(
              await (pays ? send(`${at}/checkout`, 'POST', { body: {} }) : send(at, 'DELETE')),
              200,
            );
          },
        };
      },
    },
  ];
}

interface SagaRound {
  /** One visitor at a time, each after the work for the one before is done. */
  alone: Measured;
  oneByOne: Measured;
  many: Measured;
  sagas: { perSecond: number; cpuMsPerSaga: number; cpu: Record<string, number> };
}

interface Sizes {
  alone: number;
  many: number;
  sagas: number;
  atOnce: number;
}

/** One round of one variant. Giving back what it held is not timed. */
async function round(variant: Variant, setup: Setup, sizes: Sizes): Promise<SagaRound> {
  const held: Awaited<ReturnType<Variant['preOrder']>>[] = [];
  const hold = async () => void held.push(await variant.preOrder());
  const giveBack = async () => {
    await closedLoop(held.length, 8, () => held.pop()?.end('give back') ?? Promise.resolve());
    while ((await variant.open()) > 0) await delay(50);
  };
  const alone = await closedLoop(sizes.alone, 1, hold, PAUSE_MS);
  await giveBack();
  const oneByOne = await closedLoop(sizes.alone, 1, hold);
  await giveBack();
  const many = await closedLoop(sizes.many, sizes.atOnce, hold);
  await giveBack();

  // Complete sagas: half are sold, half are given back. The time ends with the last workflow.
  const cpu = setup.cpuOf(variant.name);
  const began = Date.now();
  await closedLoop(sizes.sagas, sizes.atOnce, async (i) => {
    const one = await variant.preOrder();
    await one.end(i % 2 ? 'checkout' : 'give back');
  });
  while ((await variant.open()) > 0) await delay(50);
  const seconds = (Date.now() - began) / 1_000;
  const used = cpu.used();
  const { load = 0, ...others } = used;
  const total = Object.values(others).reduce((sum, one) => sum + one, 0);
  return {
    ...{ alone, oneByOne, many },
    sagas: {
      perSecond: sizes.sagas / seconds,
      cpuMsPerSaga: (total * 1_000) / sizes.sagas,
      cpu: { ...others, load },
    },
  };
}

/** The pause between two visitors who come alone, in milliseconds. */
const PAUSE_MS = 100;

const SMALL: Sizes = { alone: 5, many: 24, sagas: 24, atOnce: 24 };
const FULL: Sizes = { alone: 100, many: 300, sagas: 600, atOnce: 24 };

/** Pre-orders and complete sagas of both variants, in alternating rounds. */
export async function sagas(setup: Setup, say: (text: string) => void, smoke: boolean): Promise<Result> {
  const variants = await createVariants(setup);
  const rounds = { ours: [] as SagaRound[], naive: [] as SagaRound[] };
  // Warm-up: several hundred calls of everything, so that code is compiled before anything counts.
  for (const variant of variants) await round(variant, setup, smoke ? SMALL : FULL);
  for (let i = 0; i < (smoke ? 1 : 3); i++) {
    for (const variant of i % 2 ? [...variants].reverse() : variants) {
      say(`round ${i + 1}: ${variant.name}`);
      rounds[variant.name].push(await round(variant, setup, smoke ? SMALL : FULL));
    }
  }
  const compare =
    (more: boolean) =>
    (what: string, unit: string, get: (one: SagaRound) => number, target?: string): Row => {
      const [ours, other] = [median(rounds.ours.map(get)), median(rounds.naive.map(get))];
      const ratio = more ? ours / other : other / ours;
      return { what, unit, ours, other, ratio, ...(target && { target }) };
    };
  const [higher, lower] = [compare(true), compare(false)];
  return {
    details: rounds,
    rows: [
      lower('pre-order alone, p50', 'ms', (one) => one.alone.p50, '>= 2'),
      lower('pre-order alone, p90', 'ms', (one) => one.alone.p90),
      lower('pre-order alone, p99', 'ms', (one) => one.alone.p99),
      lower('pre-orders one by one without a pause, p50', 'ms', (one) => one.oneByOne.p50),
      higher('pre-orders, 24 at once', '/s', (one) => one.many.perSecond, '>= 2.3'),
      lower('pre-order, 24 at once, p50', 'ms', (one) => one.many.p50),
      lower('pre-order, 24 at once, p99', 'ms', (one) => one.many.p99),
      higher('complete sagas, 24 at once', '/s', (one) => one.sagas.perSecond, '>= 2.2'),
      lower('CPU a complete saga', 'ms', (one) => one.sagas.cpuMsPerSaga, '>= 2'),
      ...['app', 'temporal', 'postgres'].map((process) =>
        lower(`  of it ${process}`, 's', (one) => one.sagas.cpu[process] ?? NaN),
      ),
    ],
  };
}
