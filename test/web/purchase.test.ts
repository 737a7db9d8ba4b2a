/** The state of the buyer's page, without a browser. */
import type { EventJson, PreOrderJson } from '../../src/web/client/api';
import { createClock } from '../../src/web/client/buyer/clock';
import { reachesMark } from '../../src/web/client/buyer/marks';
import { createPendingRequests } from '../../src/web/client/buyer/pending-requests';
import {
  createStore,
  currentOf,
  isSignedOut,
  lacksCookies,
  lacksSession,
  needsSignIn,
  newPurchase,
  reduce,
  type Update,
} from '../../src/web/client/buyer/purchase';
import {
  allowance,
  asksOnOpening,
  canAskAgain,
  endsByIdling,
  stageOf,
} from '../../src/web/client/buyer/stage';

const pista = { id: 'pista', name: 'Pista', priceCents: 1_000, currency: 'BRL', capacity: 9, sold: 0 };
const event = (more: Partial<EventJson> = {}): EventJson => ({
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
  ...{ holdSeconds: 600, idleSeconds: 180, maxPerBuyer: 4 },
  ticketTypes: [{ ...pista, available: 9, held: 0 }],
  ...more,
});
const preOrder = (id: string, status: PreOrderJson['status'], second = 0, more = {}): PreOrderJson => ({
  ...{
    id,
    orderNumber: '000-000-000',
    status,
    eventId: 'show',
    totalCents: 1_000,
    currency: 'BRL',
    tickets: [],
  },
  items: [{ ticketType: 'pista', quantity: 1, unitPriceCents: 1_000 }],
  serverTime: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
  ...more,
});
const after = (...updates: Update[]) => updates.reduce(reduce, newPurchase(event(), []));
const update = (one: PreOrderJson): Update => ({ type: 'pre_order', preOrder: one });

test('of two answers about a pre-order the one with the later server time wins, whichever comes first', () => {
  const [held, sold] = [preOrder('a', 'pre_order', 1), preOrder('a', 'sold', 2)];
  expect(currentOf(after(update(held), update(sold)))).toBe(sold);
  expect(currentOf(after(update(sold), update(held)))).toBe(sold);
  expect(currentOf(after(update(sold), { type: 'pre_orders', preOrders: [held] }))).toBe(sold);
});

test('an open pre-order is shown before one that has ended, and a new one before an old one', () => {
  const [old, open] = [preOrder('old', 'sold', 5), preOrder('open', 'in_line', 1)];
  expect(currentOf(after({ type: 'pre_orders', preOrders: [old, open] }))).toBe(open);
  const asked = preOrder('asked', 'invalidated', 9);
  expect(currentOf(after(update(asked), { type: 'pre_orders', preOrders: [old] }))).toBe(asked);
});

test('a second request while the first is pending changes nothing; an answer or a refusal ends it', () => {
  const pending = after({ type: 'requested', request: 'request' });
  expect(reduce(pending, { type: 'requested', request: 'checkout' })).toBe(pending);
  expect(reduce(pending, { type: 'answered' }).pending).toBeNull();
  const refused = reduce(pending, {
    type: 'refused',
    problem: { status: 409, code: 'sold_out', detail: '' },
  });
  expect(refused).toMatchObject({ pending: null, refusal: { code: 'sold_out' } });
  expect(reduce(refused, { type: 'requested', request: 'request' }).refusal).toBeNull();
});

test('once the server recognizes the buyer again, the page no longer says that cookies are needed', () => {
  const problem = { status: 401, code: 'unauthenticated', detail: '' };
  const refused = after(update(preOrder('a', 'pre_order', 1)), { type: 'refused', problem });
  expect(lacksSession(refused)).toBe(true);
  expect(lacksSession(reduce(refused, update(preOrder('a', 'pre_order', 2))))).toBe(false);
  const soldOut = after({ type: 'refused', problem: { ...problem, code: 'sold_out' } });
  expect(reduce(soldOut, update(preOrder('a', 'pre_order', 2))).refusal?.code).toBe('sold_out');
});

test('choosing again hides the ended pre-order until there is a new one', () => {
  const over = after(update(preOrder('a', 'invalidated')));
  expect(stageOf(over).name).toBe('ended');
  const again = reduce(over, { type: 'choose_again' });
  expect(stageOf(again).name).toBe('choose');
  const held = reduce(again, update(preOrder('b', 'pre_order', 1)));
  expect(stageOf(held).name).toBe('held');
  expect(stageOf(reduce(held, update(preOrder('b', 'invalidated', 2)))).name).toBe('ended');
});

test('each status and each event has its stage', () => {
  const stage = (more: Partial<EventJson>) => stageOf(newPurchase(event(more), [])).name;
  expect(stage({})).toBe('choose');
  expect(stage({ status: 'scheduled' })).toBe('before');
  expect(stage({ status: 'scheduled', draw: true })).toBe('choose');
  for (const status of ['paused', 'closed', 'cancelled'] as const) expect(stage({ status })).toBe('stopped');
  expect(stage({ ticketTypes: [{ ...pista, available: 0, held: 0, sold: 9 }] })).toBe('sold_out');
  expect(stage({ ticketTypes: [{ ...pista, available: 0, held: 1, sold: 8 }] })).toBe('choose');

  const line = { entryId: 'e', ahead: null, estimatedWaitSeconds: null, pollAfterSeconds: 1 };
  const stageWith = (status: PreOrderJson['status'], more = {}) =>
    stageOf(after(update(preOrder('a', status, 0, more)))).name;
  expect(stageWith('in_line', { line: { ...line, place: null } })).toBe('draw');
  expect(stageWith('in_line', { line: { ...line, place: 7 } })).toBe('in_line');
  expect((['called', 'checking_out', 'sold'] as const).map((status) => stageWith(status))).toEqual([
    ...['called', 'checking_out', 'sold'],
  ]);
  expect((['invalidated', 'refused', 'cancelled'] as const).map((status) => stageWith(status))).toEqual([
    ...['ended', 'ended', 'ended'],
  ]);
});

test('signing out elsewhere takes the orders from the page, and signing in reads them anew', () => {
  const refused = (code: string): Update => ({
    type: 'refused',
    problem: { status: 401, code, detail: '' },
  });
  const bought = reduce(newPurchase(event(), [], true), update(preOrder('a', 'sold')));
  const ended = reduce(bought, refused('session_ended'));
  expect(ended).toMatchObject({ mine: [], known: false });
  expect([isSignedOut(ended), lacksSession(ended), lacksCookies(ended)]).toEqual([true, true, false]);
  expect(reduce(bought, refused('unauthenticated')).mine).toHaveLength(1);
  const again = reduce(ended, { type: 'signed_in' });
  expect(again).toMatchObject({ mine: [], known: true, refusal: null });
  // Also the orders of the buyer who was anonymous go: those that came along are in the list that is read then.
  expect(reduce(after(update(preOrder('a', 'in_line'))), { type: 'signed_in' }).mine).toEqual([]);
});

test('an event that asks for it needs a buyer who has signed in, whatever the page had thought', () => {
  const required = newPurchase(event({ signIn: 'required', maxPerBuyer: 1 }), []);
  expect(needsSignIn(required)).toBe(true);
  expect(asksOnOpening(required)).toBe(false);
  const known = reduce(required, { type: 'signed_in' });
  expect(needsSignIn(known)).toBe(false);
  expect(asksOnOpening(known)).toBe(true);
  const problem = { status: 403, code: 'sign_in_required', detail: '' };
  expect(needsSignIn(reduce(known, { type: 'refused', problem }))).toBe(true);
  expect(needsSignIn(newPurchase(event(), []))).toBe(false);
});

test('opening the page asks for the ticket where there is nothing to choose, once', () => {
  const asks = (more: Partial<EventJson>, mine: PreOrderJson[] = []) =>
    asksOnOpening(newPurchase(event({ maxPerBuyer: 1, ...more }), mine));
  expect(asks({})).toBe(true);
  expect(asks({ status: 'scheduled', draw: true })).toBe(true);
  expect(asks({ status: 'scheduled' })).toBe(false);
  expect(asks({ status: 'paused' })).toBe(false);
  expect(asks({ maxPerBuyer: 2 })).toBe(false);
  expect(asks({}, [preOrder('a', 'invalidated')])).toBe(false);
  expect(
    asksOnOpening(
      reduce(newPurchase(event({ maxPerBuyer: 1 }), []), { type: 'requested', request: 'request' }),
    ),
  ).toBe(false);
});

test('tickets in line, held and bought count against the limit; returned ones do not', () => {
  const has = (...mine: PreOrderJson[]) => newPurchase(event({ maxPerBuyer: 2 }), mine);
  expect(allowance(has(preOrder('a', 'sold'), preOrder('b', 'invalidated')))).toBe(1);
  expect(canAskAgain(has(preOrder('a', 'sold'), preOrder('b', 'sold')))).toBe(false);
});

test('activity extends a hold that inactivity would end, not one at its longest time', () => {
  const holdEndsAt = '2026-01-01T00:10:00Z';
  const ends = (expiresAt: string) => endsByIdling(preOrder('a', 'pre_order', 0, { holdEndsAt, expiresAt }));
  expect(ends('2026-01-01T00:03:00Z')).toBe(true);
  expect(ends('2026-01-01T00:10:00Z')).toBe(false);
});

test('a falling figure is read out as it reaches a mark, not where it begins or rises', () => {
  const reaches = (before: number, now: number) => reachesMark([300, 120, 60, 30], before, now);
  expect(reaches(301, 300)).toBe(true);
  expect(reaches(310, 178)).toBe(true);
  expect(reaches(178, 178)).toBe(false);
  expect(reaches(178, 177)).toBe(false);
  expect(reaches(29, 179)).toBe(false);
  expect(reachesMark([100, 0], Infinity, 40)).toBe(true);
  expect(reachesMark([100, 0], 1, 0)).toBe(true);
});

test('the clock trusts the answer with the shortest way, and corrects itself after a sleep', () => {
  let elapsed = 1_000;
  const clock = createClock('2026-01-01T00:00:00.000Z', 400, () => elapsed);
  const at = (ms: number) => Date.parse('2026-01-01T00:00:00Z') + ms;
  expect(clock.now()).toBe(at(600));
  clock.sync('2026-01-01T00:00:00.100Z');
  expect(clock.now()).toBe(at(600));
  clock.sync('2026-01-01T00:05:00.000Z');
  expect(clock.now()).toBe(at(300_000));
  elapsed += 50;
  expect(clock.now()).toBe(at(300_050));
});

test('a store notifies of what has changed, and of nothing else', () => {
  const store = createStore(newPurchase(event(), []));
  let notified = 0;
  const stop = store.subscribe(() => (notified += 1));
  store.dispatch({ type: 'answered' });
  store.dispatch({ type: 'connection', connection: 'online' });
  expect(notified).toBe(0);
  store.dispatch({ type: 'connection', connection: 'offline' });
  stop();
  store.dispatch({ type: 'connection', connection: 'online' });
  expect(notified).toBe(1);
});

test('requests are kept until they are answered, also where nothing can be stored', () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
    removeItem: () => undefined,
  } as unknown as Storage;
  for (const storage of [full, undefined]) {
    const requests = createPendingRequests('show', storage);
    expect(requests.tickets.get()).toBeUndefined();
    const request = { key: 'k', items: [{ ticketType: 'pista', quantity: 2 }] };
    requests.tickets.keep(request);
    expect(requests.tickets.get()).toEqual(request);
    requests.tickets.forget();
    expect(requests.tickets.get()).toBeUndefined();
    requests.checkout.keep({ id: 'a', method: 'pix' });
    expect(requests.checkout.get()).toEqual({ id: 'a', method: 'pix' });
  }
});
