/** What a buyer's presses come to over HTTP, with the answers of a server that is made up here. */
import type { EventShown, PreOrderShown } from '../../src/web/client/api';
import { createKeys } from '../../src/web/client/buyer/keys';
import { createPresses } from '../../src/web/client/buyer/presses';
import { createStore, newPurchase } from '../../src/web/client/buyer/purchase';

const event: EventShown = {
  ...{ id: 'show', name: 'Show', venue: 'Hall', status: 'on_sale', draw: false, presenceSeconds: 0 },
  ...{ startsAt: '2099-01-01T00:00:00Z', onSaleAt: '2020-01-01T00:00:00Z', closesAt: '2098-01-01T00:00:00Z' },
  ...{ holdSeconds: 600, idleSeconds: 180, maxPerBuyer: 4, ticketTypes: [] },
};
const held: PreOrderShown = {
  ...{
    id: 'a',
    eventId: 'show',
    status: 'pre_order',
    items: [],
    totalCents: 1,
    currency: 'BRL',
    tickets: [],
  },
  ...{
    heldAt: '2026-01-01T00:00:00Z',
    expiresAt: '2026-01-01T00:03:00Z',
    serverTime: '2026-01-01T00:00:00Z',
  },
};

/** A page that holds tickets, and what it has asked. */
function page() {
  const store = createStore(newPurchase(event, [held]));
  const asked: string[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((path) => {
    asked.push((path as string).replace('/api/pre-orders/a/', ''));
    const status = asked.includes('checkout') ? 'sold' : 'pre_order';
    const answer = { ...held, status, serverTime: '2026-01-01T00:00:01Z' };
    return Promise.resolve(new Response(JSON.stringify(answer)));
  });
  const presses = createPresses({
    store,
    clock: { now: () => 1_000, heard: () => undefined },
    keys: createKeys('show', undefined),
    network: { reached: () => undefined, pause: () => Promise.resolve() },
    show: (preOrder) => store.tell({ what: 'preOrder', preOrder }),
    refresh: () => Promise.resolve(),
  });
  return { presses, asked };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test('the finger that comes down to pay is no touch that crosses the checkout', async () => {
  const { presses, asked } = page();
  presses.active();
  presses.checkout();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['checkout']);
});

test('a sign of life without a press is told, once', async () => {
  const { presses, asked } = page();
  presses.active();
  presses.active();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['touch']);
});
