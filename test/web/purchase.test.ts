/** What the buyer's page believes: plain state, without a browser. */
import type { EventShown, PreOrderShown } from '../../src/web/client/api';
import { createClock } from '../../src/web/client/buyer/clock';
import { createKeys } from '../../src/web/client/buyer/keys';
import { createStore, currentOf, newPurchase, reduce, type News } from '../../src/web/client/buyer/purchase';
import {
  allowance,
  asksByItself,
  canAskAgain,
  endsByIdling,
  stageOf,
} from '../../src/web/client/buyer/stage';

const pista = { id: 'pista', name: 'Pista', priceCents: 1_000, currency: 'BRL', capacity: 9, sold: 0 };
const event = (more: Partial<EventShown> = {}): EventShown => ({
  ...{ id: 'show', name: 'Show', venue: 'Hall', status: 'on_sale', draw: false, presenceSeconds: 0 },
  ...{ startsAt: '2099-01-01T00:00:00Z', onSaleAt: '2020-01-01T00:00:00Z', closesAt: '2098-01-01T00:00:00Z' },
  ...{ holdSeconds: 600, idleSeconds: 180, maxPerBuyer: 4 },
  ticketTypes: [{ ...pista, available: 9, held: 0 }],
  ...more,
});
const preOrder = (id: string, status: PreOrderShown['status'], second = 0, more = {}): PreOrderShown => ({
  ...{ id, status, eventId: 'show', totalCents: 1_000, currency: 'BRL', tickets: [] },
  items: [{ ticketType: 'pista', quantity: 1, unitPriceCents: 1_000 }],
  serverTime: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
  ...more,
});
const after = (...news: News[]) => news.reduce(reduce, newPurchase(event(), []));
const news = (one: PreOrderShown): News => ({ what: 'preOrder', preOrder: one });

test('of two answers about a pre-order the later by the server is believed, whichever comes first', () => {
  const [held, sold] = [preOrder('a', 'pre_order', 1), preOrder('a', 'sold', 2)];
  expect(currentOf(after(news(held), news(sold)))).toBe(sold);
  expect(currentOf(after(news(sold), news(held)))).toBe(sold);
  expect(currentOf(after(news(sold), { what: 'mine', preOrders: [held] }))).toBe(sold);
});

test('what is open is shown before what is over, and what is new before what is old', () => {
  const [old, open] = [preOrder('old', 'sold', 5), preOrder('open', 'in_line', 1)];
  expect(currentOf(after({ what: 'mine', preOrders: [old, open] }))).toBe(open);
  const asked = preOrder('asked', 'invalidated', 9);
  expect(currentOf(after(news(asked), { what: 'mine', preOrders: [old] }))).toBe(asked);
});

test('a second press while the first waits changes nothing; an answer or a refusal ends it', () => {
  const pressed = after({ what: 'pressed', press: 'ask' });
  expect(reduce(pressed, { what: 'pressed', press: 'checkout' })).toBe(pressed);
  expect(reduce(pressed, { what: 'answered' }).pending).toBeNull();
  const refused = reduce(pressed, { what: 'refused', problem: { code: 'sold_out', detail: '' } });
  expect(refused).toMatchObject({ pending: null, refusal: { code: 'sold_out' } });
  expect(reduce(refused, { what: 'pressed', press: 'ask' }).refusal).toBeNull();
});

test('choosing again hides what is over until something new was asked for', () => {
  const over = after(news(preOrder('a', 'invalidated')));
  expect(stageOf(over).name).toBe('ended');
  const again = reduce(over, { what: 'again' });
  expect(stageOf(again).name).toBe('choose');
  const held = reduce(again, news(preOrder('b', 'pre_order', 1)));
  expect(stageOf(held).name).toBe('held');
  expect(stageOf(reduce(held, news(preOrder('b', 'invalidated', 2)))).name).toBe('ended');
});

test('each status and each event has its face', () => {
  const stage = (more: Partial<EventShown>) => stageOf(newPurchase(event(more), [])).name;
  expect(stage({})).toBe('choose');
  expect(stage({ status: 'scheduled' })).toBe('before');
  expect(stage({ status: 'scheduled', draw: true })).toBe('choose');
  for (const status of ['paused', 'closed', 'cancelled'] as const) expect(stage({ status })).toBe('stopped');
  expect(stage({ ticketTypes: [{ ...pista, available: 0, held: 0, sold: 9 }] })).toBe('sold_out');
  expect(stage({ ticketTypes: [{ ...pista, available: 0, held: 1, sold: 8 }] })).toBe('choose');

  const line = { entryId: 'e', ahead: null, estimatedWaitSeconds: null, pollAfterSeconds: 1 };
  const face = (status: PreOrderShown['status'], more = {}) =>
    stageOf(after(news(preOrder('a', status, 0, more)))).name;
  expect(face('in_line', { line: { ...line, place: null } })).toBe('draw');
  expect(face('in_line', { line: { ...line, place: 7 } })).toBe('in_line');
  expect((['called', 'checking_out', 'sold'] as const).map((status) => face(status))).toEqual([
    ...['called', 'checking_out', 'sold'],
  ]);
  expect((['invalidated', 'refused', 'cancelled'] as const).map((status) => face(status))).toEqual([
    ...['ended', 'ended', 'ended'],
  ]);
});

test('opening the page asks by itself where there is nothing to choose, once', () => {
  const asks = (more: Partial<EventShown>, mine: PreOrderShown[] = []) =>
    asksByItself(newPurchase(event({ maxPerBuyer: 1, ...more }), mine));
  expect(asks({})).toBe(true);
  expect(asks({ status: 'scheduled', draw: true })).toBe(true);
  expect(asks({ status: 'scheduled' })).toBe(false);
  expect(asks({ status: 'paused' })).toBe(false);
  expect(asks({ maxPerBuyer: 2 })).toBe(false);
  expect(asks({}, [preOrder('a', 'invalidated')])).toBe(false);
  expect(
    asksByItself(reduce(newPurchase(event({ maxPerBuyer: 1 }), []), { what: 'pressed', press: 'ask' })),
  ).toBe(false);
});

test('what is in line, held and bought counts against the limit; what came back does not', () => {
  const has = (...mine: PreOrderShown[]) => newPurchase(event({ maxPerBuyer: 2 }), mine);
  expect(allowance(has(preOrder('a', 'sold'), preOrder('b', 'invalidated')))).toBe(1);
  expect(canAskAgain(has(preOrder('a', 'sold'), preOrder('b', 'sold')))).toBe(false);
});

test('a sign of life helps where idling would end the hold, not where its longest time does', () => {
  const held = { heldAt: '2026-01-01T00:00:00Z' };
  const ends = (expiresAt: string) =>
    endsByIdling(event(), preOrder('a', 'pre_order', 0, { ...held, expiresAt }));
  expect(ends('2026-01-01T00:03:00Z')).toBe(true);
  expect(ends('2026-01-01T00:10:00Z')).toBe(false);
});

test('the clock believes the answer that was on its way for the shortest time, and wakes up after a sleep', () => {
  let elapsed = 1_000;
  const clock = createClock('2026-01-01T00:00:00.000Z', 400, () => elapsed);
  const at = (ms: number) => Date.parse('2026-01-01T00:00:00Z') + ms;
  expect(clock.now()).toBe(at(600));
  clock.heard('2026-01-01T00:00:00.100Z');
  expect(clock.now()).toBe(at(600));
  clock.heard('2026-01-01T00:05:00.000Z');
  expect(clock.now()).toBe(at(300_000));
  elapsed += 50;
  expect(clock.now()).toBe(at(300_050));
});

test('a store tells of what has changed, and of nothing else', () => {
  const store = createStore(newPurchase(event(), []));
  let told = 0;
  const stop = store.listen(() => (told += 1));
  store.tell({ what: 'answered' });
  store.tell({ what: 'connection', connection: 'online' });
  expect(told).toBe(0);
  store.tell({ what: 'connection', connection: 'offline' });
  stop();
  store.tell({ what: 'connection', connection: 'online' });
  expect(told).toBe(1);
});

test('keys are kept until they are answered, also where nothing can be stored', () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
    removeItem: () => undefined,
  } as unknown as Storage;
  for (const storage of [full, undefined]) {
    const keys = createKeys('show', storage);
    expect(keys.asked()).toBeUndefined();
    const asked = { key: 'k', items: [{ ticketType: 'pista', quantity: 2 }] };
    keys.keepAsked(asked);
    expect(keys.asked()).toEqual(asked);
    keys.forgetAsked();
    expect(keys.asked()).toBeUndefined();
    keys.keepPaying('a');
    expect(keys.paying()).toBe('a');
  }
});
