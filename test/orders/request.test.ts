import type { Database } from '../../src/db/database';
import type { Listen } from '../../src/domain/notifications';
import type { PreOrder } from '../../src/domain/pre-order';
import { createOrders, type OrderDependencies } from '../../src/orders';

interface Crowd {
  crowded: boolean;
  crowdedMs: number;
}

/** What a request did, for a buyer whom the line answers so; a wait ends at once with the hold. */
async function request(
  outcome: 'called' | 'in_line',
  slots: number,
  waitMs = 0,
  crowd: Crowd = { crowded: false, crowdedMs: 0 },
) {
  const did: string[] = [];
  const row = {
    ...{ outcome, place: 1, ahead: 0, total_cents: 1, currency: 'BRL', at: new Date(), detail: null },
    items: [{ ticketType: 'pista', quantity: 1, unitPriceCents: 1 }],
  };
  const listen: Listen = (id, onChange) => {
    did.push('wait');
    setImmediate(() => onChange({ ...row, id, status: 'pre_order' } as unknown as PreOrder));
    return () => undefined;
  };
  const deps = {
    db: { query: () => Promise.resolve([row]) } as unknown as Database,
    store: { read: () => new Promise(() => undefined) },
    starter: {
      slots: crowd,
      reserve: () => slots,
      release: (count: number) => count > 0 && did.push(`release ${count}`),
      start: () => did.push('start'),
      poke: () => did.push('poke'),
    },
    listen,
    onBatch: () => undefined,
  };
  const orders = createOrders(deps as unknown as OrderDependencies);
  const { preOrder } = await orders.request({
    ...{ eventId: 'show', buyerId: 'buyer', items: [{ ticketType: 'pista', quantity: 1 }] },
    ...{ waitMs, receivedAt: performance.now() },
  });
  return { status: preOrder.status, did };
}

test('the workflow of a called order is started when there is a slot for it', async () => {
  expect(await request('called', 1)).toEqual({ status: 'called', did: ['start'] });
});

test('without a slot the starter is poked at once, and not only by its next poll', async () => {
  expect(await request('called', 0)).toEqual({ status: 'called', did: ['poke'] });
});

test('an order that only has a place starts nothing, and gives its slot back', async () => {
  expect(await request('in_line', 1)).toEqual({ status: 'in_line', did: ['release 1'] });
});

test('a called order waits for the hold, in a crowd for as much less as the crowd has lasted', async () => {
  const crowd = (crowdedMs: number) => ({ crowded: true, crowdedMs });
  expect((await request('called', 1, 5_000)).did).toEqual(['start', 'wait']);
  expect((await request('called', 1, 5_000, crowd(4_000))).did).toEqual(['start', 'wait']);
  expect((await request('called', 1, 5_000, crowd(5_001))).did).toEqual(['start']);
});

test('a place in line is answered at once in a crowd', async () => {
  expect((await request('in_line', 0, 5_000)).did).toEqual(['wait']);
  expect((await request('in_line', 0, 5_000, { crowded: true, crowdedMs: 1 })).did).toEqual([]);
});
