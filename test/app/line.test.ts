/** The line as visitors and the operator see it, over HTTP on the real program. */
import { setTimeout as delay } from 'node:timers/promises';
import { commitmentOf, entryIdOf, lotOf } from '../../src/domain/draw';
import { verifyDraw } from '../../src/cli/verify-draw';
import { ask, newBuyer, type Answer } from '../helpers/app';
import { untilStream } from '../helpers/stream';
import { show } from '../helpers/show';
import { useApp } from '../helpers/use-app';

const app = useApp();

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const put = (id: string, capacity: number, settings = {}) =>
  ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, show(capacity, settings));
const operator = (id: string, what: string, body?: unknown) =>
  ask(`${app.url}/admin/events/${id}/${what}`, 'POST', app.adminToken, body);
const join = (id: string, token: string, quantity = 1, headers: Record<string, string> = {}) =>
  ask(
    `${app.url}/events/${id}/pre-orders`,
    'POST',
    token,
    { items: [{ ticketType: 'pista', quantity }] },
    { prefer: 'wait=0', ...headers },
  );
const of = (answer: Answer, rest = '') => `${app.url}/pre-orders/${String(answer.body['id'])}${rest}`;
const line = async (id: string) => {
  const answer = await ask(`${app.url}/events/${id}/line`, 'GET');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=1');
  return answer.body;
};
const now = (answer: Answer, token: string) => ask(of(answer), 'GET', token);
/** Somebody holds everything. */
async function holder(id: string, quantity: number): Promise<[string, Answer]> {
  const token = await newBuyer(app);
  return [token, await join(id, token, quantity, { prefer: 'wait=10' })];
}

test('while everything is held people can join the line, and a returned ticket calls the first at once', async () => {
  await put('held', 2);
  const [owner, held] = await holder('held', 2);
  const [one, two] = [await newBuyer(app), await newBuyer(app)];
  const first = await join('held', one);
  const second = await join('held', two);
  expect(first).toMatchObject({
    status: 202,
    body: { status: 'in_line', line: { place: 2, ahead: 0, entryId: entryIdOf(String(first.body['id'])) } },
  });
  expect(second).toMatchObject({
    status: 202,
    body: { line: { place: 3, ahead: 1, estimatedWaitSeconds: null, pollAfterSeconds: 1 } },
  });
  expect(await line('held')).toMatchObject({ nowServing: 1, lastPlace: 3, waiting: 2, draw: null });
  expect(await ask(of(first, '/checkout'), 'POST', one, {}, { prefer: 'wait=0' })).toMatchObject({
    status: 409,
    body: { code: 'not_held' },
  });

  const stream = untilStream(of(first, '/stream'), one, '"status":"pre_order"');
  await ask(of(held), 'DELETE', owner);
  await stream;
  // Both were called at once; either workflow may make its step first.
  await untilStream(of(second, '/stream'), two, '"status":"pre_order"');
  const history = await ask(of(second, '/history'), 'GET', two);
  expect(JSON.stringify(history.body)).toContain('Place 3 came up and the tickets were set aside');
});

test('nobody gets a ticket that somebody before them waits for, even if it is enough only for the later one', async () => {
  await put('strict', 3);
  const [owner, held] = await holder('strict', 2);
  const [one, two] = [await newBuyer(app), await newBuyer(app)];
  // One is left; the first needs two of them, the second would be content with it.
  const first = await join('strict', one, 2);
  const second = await join('strict', two);
  expect([first.status, second.status]).toEqual([202, 202]);
  const stream = untilStream(of(second, '/stream'), two, '"status":"pre_order"');
  await ask(of(held), 'DELETE', owner);
  await stream;
  // They were called together, and either workflow may be first.
  await untilStream(of(first, '/stream'), one, '"status":"pre_order"');
});

test('if too few tickets are left for the first, they are refused and the next is called; sold out refuses everyone', async () => {
  await put('rest', 3);
  const [a, heldByA] = await holder('rest', 2);
  const [b, heldByB] = await holder('rest', 1);
  const tokens = await Promise.all(Array.from({ length: 4 }, () => newBuyer(app)));
  const [two, one, late, later] = tokens as [string, string, string, string];
  const needsTwo = await join('rest', two, 2);
  const needsOne = await join('rest', one);
  const waits = [await join('rest', late), await join('rest', later)] as const;
  await ask(of(heldByA, '/checkout'), 'POST', a, {}, { prefer: 'wait=10' });
  const ends = [
    untilStream(of(needsTwo, '/stream'), two, '"reason":"not_enough_left"'),
    untilStream(of(needsOne, '/stream'), one, '"status":"pre_order"'),
  ];
  await ask(of(heldByB), 'DELETE', b);
  await Promise.all(ends);

  const refusals = [
    untilStream(of(waits[0], '/stream'), late, '"reason":"sold_out"'),
    untilStream(of(waits[1], '/stream'), later, '"reason":"sold_out"'),
  ];
  await ask(of(needsOne, '/checkout'), 'POST', one, {}, { prefer: 'wait=10' });
  await Promise.all(refusals);
  expect(await line('rest')).toMatchObject({ waiting: 0 });
  expect(await join('rest', two)).toMatchObject({ status: 409, body: { code: 'sold_out', held: 0 } });
});

test('twenty tabs get one place, the same key finds it again, and leaving frees it', async () => {
  await put('tabs', 1);
  await holder('tabs', 1);
  const token = await newBuyer(app);
  const key = { 'idempotency-key': 'mine' };
  const mine = await join('tabs', token, 1, key);
  const others = await Promise.all(
    Array.from({ length: 20 }, (_, i) => join('tabs', token, 1, { 'idempotency-key': `tab ${i}` })),
  );
  for (const other of others)
    expect(other).toMatchObject({
      status: 409,
      body: { code: 'already_in_line', preOrderId: mine.body['id'] },
    });
  expect(await join('tabs', token, 1, key)).toMatchObject({ status: 202, body: { id: mine.body['id'] } });
  expect(await ask(of(mine), 'DELETE', token)).toMatchObject({
    status: 200,
    body: { status: 'refused', reason: 'given_back' },
  });
  expect(await ask(of(mine), 'DELETE', token)).toMatchObject({ status: 200, body: { status: 'refused' } });
  expect(await join('tabs', token)).toMatchObject({ status: 202 });
});

test('entries before the opening are drawn by lot, anybody can recompute the draw, and later arrivals come after', async () => {
  await put('drawn', 3, { draw: true, onSaleAt: soon(2_500) });
  const before = await line('drawn');
  expect(before).toMatchObject({ lastPlace: 0, waiting: 0, draw: { commitment: expect.any(String) } });
  expect(await ask(`${app.url}/events/drawn/line/draw`, 'GET')).toMatchObject({
    status: 404,
    body: { code: 'not_drawn' },
  });
  const tokens = await Promise.all(Array.from({ length: 10 }, () => newBuyer(app)));
  const entries = await Promise.all(tokens.map((token) => join('drawn', token)));
  for (const entry of entries)
    expect(entry).toMatchObject({ status: 202, body: { line: { place: null, ahead: null } } });
  await operator('drawn', 'pause');
  const lateEntry = await newBuyer(app);
  // Paused, but not open yet: an entry like the others.
  expect(await join('drawn', lateEntry)).toMatchObject({ status: 202 });
  await operator('drawn', 'resume');
  expect(await put('drawn', 3, { draw: false })).toMatchObject({ body: { code: 'draw_under_way' } });

  const rest = await Promise.all(
    entries.map((entry, i) =>
      untilStream(of(entry, '/stream'), tokens[i] as string, /"status":"(pre_order|called)"|"place":\d/),
    ),
  );
  expect(rest).toHaveLength(10);
  const after = (await line('drawn')) as { draw: { seed: string; commitment: string } };
  expect(commitmentOf(after.draw.seed)).toBe((before['draw'] as { commitment: string }).commitment);
  const text = await (await fetch(`${app.url}/events/drawn/line/draw`)).text();
  const drawn = text
    .trim()
    .split('\n')
    .map((one) => JSON.parse(one) as { place: number; entryId: string });
  const order = [...drawn].sort((a, b) =>
    lotOf(after.draw.seed, a.entryId) < lotOf(after.draw.seed, b.entryId) ? -1 : 1,
  );
  expect(drawn).toEqual(order.map(({ entryId }, i) => ({ place: i + 1, entryId })));
  expect(drawn.map((one) => one.entryId)).toEqual(
    expect.arrayContaining(entries.map((one) => entryIdOf(String(one.body['id'])))),
  );

  const eventUrl = `${app.url}/events/drawn`;
  expect(await verifyDraw(eventUrl)).toEqual({ ok: true, places: 11 });
  // What was published stays.
  expect(await put('drawn', 3, { draw: false })).toMatchObject({ status: 200, body: { draw: true } });
  await put('undrawn', 1);
  await holder('undrawn', 1);
  expect(await put('undrawn', 1, { draw: true })).toMatchObject({ body: { code: 'draw_too_late' } });

  const late = await newBuyer(app);
  expect(await join('drawn', late)).toMatchObject({ status: 202, body: { line: { place: 12 } } });
  const [one] = entries as [Answer];
  const { history } = (await ask(of(one, '/history'), 'GET', tokens[0])).body as {
    history: { what: string }[];
  };
  expect(history.map(({ what }) => what).slice(0, 2)).toEqual(['asked', 'drawn']);
  // The first three of the lot got the tickets.
  const lucky = new Set(drawn.slice(0, 3).map((one) => one.entryId));
  for (const [i, entry] of entries.entries()) {
    const { status } = (await now(entry, tokens[i] as string)).body;
    expect([entry.body['id'], status === 'in_line']).toEqual([
      entry.body['id'],
      !lucky.has(entryIdOf(String(entry.body['id']))),
    ]);
  }
}, 60_000);

test('a paused sale calls nobody and accepts nobody; resumed, it goes on; closed, it refuses those who wait', async () => {
  await put('paused', 1);
  const [owner, held] = await holder('paused', 1);
  const [one, two] = [await newBuyer(app), await newBuyer(app)];
  const [first, second] = [await join('paused', one), await join('paused', two)];
  await operator('paused', 'pause');
  expect(await join('paused', await newBuyer(app))).toMatchObject({
    status: 409,
    body: { code: 'not_on_sale', status: 409, eventStatus: 'paused' },
  });
  await ask(of(held), 'DELETE', owner);
  expect(await now(first, one)).toMatchObject({ body: { status: 'in_line', line: { ahead: 0 } } });
  const called = untilStream(of(first, '/stream'), one, '"status":"pre_order"');
  await operator('paused', 'resume');
  await called;
  const refused = untilStream(of(second, '/stream'), two, '"reason":"event_closed"');
  await operator('paused', 'close');
  await refused;
});

test('a buyer who is away is passed over, keeps the place, and comes first when back', async () => {
  await put('presence', 1, { presenceSeconds: 1, holdSeconds: 600, idleSeconds: 600 });
  const [owner, held] = await holder('presence', 1);
  const [away, there] = [await newBuyer(app), await newBuyer(app)];
  const first = await join('presence', away);
  const second = await join('presence', there);
  const third = await join('presence', await newBuyer(app));
  expect([first.status, second.status, third.status]).toEqual([202, 202, 202]);
  // An open stream is presence; the other two are away for longer than a second when the ticket comes back.
  const stream = untilStream(of(second, '/stream'), there, '"status":"pre_order"');
  // The limit itself is what is awaited.
  await delay(1_200);
  await ask(of(held), 'DELETE', owner);
  await stream;
  const back = await now(first, away);
  expect(back).toMatchObject({ body: { status: 'in_line', line: { place: 2 } } });
  const called = untilStream(of(first, '/stream'), away, '"status":"pre_order"');
  await ask(of(second), 'DELETE', there);
  await called;
}, 60_000);
