import { setTimeout as delay } from 'node:timers/promises';
import { putEvent } from '../../src/db/events';
import { closedLoop, send, type Measured } from './load';
import type { Setup } from './setup';

/** One way to run the saga, driven over HTTP. */
export interface Variant {
  name: 'ours' | 'naive';
  /** Asks for one ticket; answers its id once it is held. */
  preOrder(): Promise<{ id: string; end(how: 'checkout' | 'give back'): Promise<void> }>;
  /** How many of its workflows are still open. */
  open(): Promise<number>;
}

const STOCK = 1_000_000;

function expectStatus(answer: { status: number; body: unknown }, status: number): void {
  if (answer.status !== status)
    throw new Error(`${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
}

export async function createVariants(setup: Setup): Promise<Variant[]> {
  const { db, ours, naive, temporal, newToken } = setup;
  const day = 86_400_000;
  await putEvent(db, {
    ...{ id: 'bench', name: 'Bench', venue: 'Here', holdSeconds: 600, idleSeconds: 600, maxPerBuyer: 4 },
    ...{ draw: false, presenceSeconds: 0 },
    ...{
      startsAt: new Date(Date.now() + day),
      onSaleAt: new Date(Date.now() - day),
      closesAt: new Date(Date.now() + day),
    },
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1, currency: 'BRL', capacity: STOCK }],
  });
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
        const token = newToken();
        const body = { items: [{ ticketType: 'pista', quantity: 1 }] };
        const held = await send(`${ours.url}/events/bench/pre-orders`, 'POST', {
          token,
          body,
          headers: { prefer: 'wait=10' },
        });
        expectStatus(held, 201);
        if (held.body['status'] !== 'pre_order') throw new Error(`not held: ${JSON.stringify(held.body)}`);
        const id = held.body['id'] as string;
        const at = `${ours.url}/pre-orders/${id}`;
        return {
          id,
          async end(how) {
            const answer = await (how === 'checkout'
              ? send(`${at}/checkout`, 'POST', { token, body: {}, headers: { prefer: 'wait=10' } })
              : send(at, 'DELETE', { token }));
            expectStatus(answer, 200);
          },
        };
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
            expectStatus(
              await (how === 'checkout' ? send(`${at}/checkout`, 'POST', { body: {} }) : send(at, 'DELETE')),
              200,
            );
          },
        };
      },
    },
  ];
}

export interface SagaRound {
  alone: Measured;
  many: Measured;
  sagas: { perSecond: number; cpuMsPerSaga: number; cpu: Record<string, number> };
}

export interface Sizes {
  alone: number;
  many: number;
  sagas: number;
  atOnce: number;
}

/** One round of one variant. What it held is given back outside of what is timed. */
export async function round(variant: Variant, setup: Setup, sizes: Sizes): Promise<SagaRound> {
  const held: Awaited<ReturnType<Variant['preOrder']>>[] = [];
  const hold = async () => void held.push(await variant.preOrder());
  const giveBack = async () => {
    await closedLoop(held.length, 8, () => held.pop()?.end('give back') ?? Promise.resolve());
    while ((await variant.open()) > 0) await delay(50);
  };
  const alone = await closedLoop(sizes.alone, 1, hold);
  await giveBack();
  const many = await closedLoop(sizes.many, sizes.atOnce, hold);
  await giveBack();

  // Complete sagas: half are sold, half given back; the last workflow's end counts.
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
    alone,
    many,
    sagas: {
      perSecond: sizes.sagas / seconds,
      cpuMsPerSaga: (total * 1_000) / sizes.sagas,
      cpu: { ...others, load },
    },
  };
}
