/** What a buyer's actions send over HTTP, against a fake server. */
import type { EventJson, PreOrderJson } from '../../src/web/client/api';
import { request } from '../../src/web/client/http';
import { createActions } from '../../src/web/client/buyer/actions';
import { createPendingRequests } from '../../src/web/client/buyer/pending-requests';
import { createStore, newPurchase } from '../../src/web/client/buyer/purchase';

const event: EventJson = {
  ...{
    id: 'show',
    name: 'Show',
    venue: 'Hall',
    status: 'on_sale',
    draw: false,
    presenceSeconds: 0,
    ...{ signIn: 'none', payment: 'none', refundableUntil: null },
  },
  ...{ timeZone: 'America/Sao_Paulo', description: '', imageUrl: null, doorsOpenAt: null },
  ...{ startsAt: '2099-01-01T00:00:00Z', onSaleAt: '2020-01-01T00:00:00Z', closesAt: '2098-01-01T00:00:00Z' },
  ...{ holdSeconds: 600, idleSeconds: 180, maxPerBuyer: 4, ticketTypes: [] },
};
const held: PreOrderJson = {
  ...{
    id: 'a',
    orderNumber: '000-000-000',
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
    holdEndsAt: '2026-01-01T00:10:00Z',
    serverTime: '2026-01-01T00:00:00Z',
  },
};

/** The actions of a page, and what they have sent. */
function pageWith(mine: PreOrderJson[], answer: (sent: string[]) => { status: number; body: unknown }) {
  const store = createStore(newPurchase(event, mine));
  const sent: string[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((path) => {
    sent.push((path as string).replace('/api/', '').replace('pre-orders/a/', ''));
    const { status, body } = answer(sent);
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  const actions = createActions({
    store,
    clock: { now: () => 1_000, sync: () => undefined },
    pendingRequests: createPendingRequests('show', undefined),
    network: { ask: request, pause: () => Promise.resolve() },
    openPage: () => undefined,
    show: (preOrder) => store.dispatch({ type: 'pre_order', preOrder }),
    refresh: () => Promise.resolve(),
    fetchEvent: () => undefined,
  });
  return { actions, sent, store };
}

/** A page that holds tickets. */
const heldPage = () =>
  pageWith([held], (sent) => {
    const status = sent.includes('checkout') ? 'sold' : 'pre_order';
    return { status: 200, body: { ...held, status, serverTime: '2026-01-01T00:00:01Z' } };
  });

/** A page whose browser keeps no cookies: each request looks like a stranger's. */
const pageWithoutCookies = (mine: PreOrderJson[]) =>
  pageWith(mine, (sent) =>
    sent.at(-1) === 'session'
      ? { status: 201, body: {} }
      : { status: 401, body: { status: 401, code: 'unauthenticated', detail: 'A session is required.' } },
  );

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

test('without cookies a request starts one session, and then the page says so', async () => {
  const { actions, sent, store } = pageWithoutCookies([]);
  actions.requestTickets([{ ticketType: 'pista', quantity: 1 }]);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual(['events/show/pre-orders', 'session', 'events/show/pre-orders']);
  expect(store.get()).toMatchObject({ pending: null, refusal: { code: 'unauthenticated' } });
});

test('a checkout and activity without cookies end in the same way', async () => {
  const { actions, sent, store } = pageWithoutCookies([held]);
  actions.checkout();
  await jest.advanceTimersByTimeAsync(60_000);
  actions.active();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual(['checkout', 'session', 'checkout', 'touch', 'session', 'touch']);
  expect(store.get()).toMatchObject({ pending: null, refusal: { code: 'unauthenticated' } });
});
