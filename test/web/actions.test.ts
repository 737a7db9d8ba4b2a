/** What a buyer's actions send over HTTP, against a fake server. */
import type { EventJson, PreOrderJson } from '../../src/web/client/api';
import { createActions } from '../../src/web/client/buyer/actions';
import { createPendingRequests } from '../../src/web/client/buyer/pending-requests';
import { createStore, newPurchase } from '../../src/web/client/buyer/purchase';

const event: EventJson = {
  ...{ id: 'show', name: 'Show', venue: 'Hall', status: 'on_sale', draw: false, presenceSeconds: 0 },
  ...{ timeZone: 'America/Sao_Paulo', description: '', imageUrl: null, doorsOpenAt: null },
  ...{ startsAt: '2099-01-01T00:00:00Z', onSaleAt: '2020-01-01T00:00:00Z', closesAt: '2098-01-01T00:00:00Z' },
  ...{ holdSeconds: 600, idleSeconds: 180, maxPerBuyer: 4, ticketTypes: [] },
};
const held: PreOrderJson = {
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

/** The actions of a page that holds tickets, and what they have sent. */
function heldPage() {
  const store = createStore(newPurchase(event, [held]));
  const sent: string[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((path) => {
    sent.push((path as string).replace('/api/pre-orders/a/', ''));
    const status = sent.includes('checkout') ? 'sold' : 'pre_order';
    const answer = { ...held, status, serverTime: '2026-01-01T00:00:01Z' };
    return Promise.resolve(new Response(JSON.stringify(answer)));
  });
  const actions = createActions({
    store,
    clock: { now: () => 1_000, sync: () => undefined },
    pendingRequests: createPendingRequests('show', undefined),
    network: { reached: () => undefined, pause: () => Promise.resolve() },
    show: (preOrder) => store.dispatch({ type: 'pre_order', preOrder }),
    refresh: () => Promise.resolve(),
  });
  return { actions, sent };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test('a tap on the pay button sends the checkout only, not a touch that crosses it', async () => {
  const { actions, sent } = heldPage();
  actions.active();
  actions.checkout();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual(['checkout']);
});

test('activity without a request is reported, once', async () => {
  const { actions, sent } = heldPage();
  actions.active();
  actions.active();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual(['touch']);
});
