/** The draw in the database: it follows the published arithmetic, happens once, and completely or not at all. */
import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '../../src/db/database';
import { drawLine, readDrawnPlaces } from '../../src/db/line';
import { readLine } from '../../src/db/line';
import { commitmentOf, entryIdOf, lotOf } from '../../src/domain/draw';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { reportedProblems } from './line-state';

let sale: TestDatabase;
let other: Database;
beforeAll(async () => {
  sale = await createTestDatabase();
  const [row] = await sale.db.query<{ name: string }>(
    { name: 'here', text: 'SELECT current_database() AS name' },
    [],
  );
  const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
  url.pathname = String(row?.name);
  other = openDatabase({ url: url.href, onError: () => undefined });
});
afterAll(async () => {
  await other.close();
  await sale.db.close();
});

const later = () => new Date(Date.now() + 600_000);
/** Makes entries before the opening. @returns the event, and the ids of the entries. */
async function entered(count: number, capacity = 3): Promise<[string, string[]]> {
  const event = await onSale(sale.db, { pista: capacity }, { draw: true, onSaleAt: later() });
  const asked = Array.from({ length: count }, () => request(event, { pista: 1 }));
  const answers = await Promise.all(asked.map((one) => sale.join(one)));
  for (const answer of answers) expect(answer).toMatchObject({ outcome: 'in_line' });
  return [event, asked.map((one) => one.preOrderId)];
}
const open = (event: string, capacity = 3) => onSale(sale.db, { pista: capacity }, { id: event, draw: true });
const join = async (event: string) => {
  const asked = request(event, { pista: 1 });
  const answer = await sale.join(asked);
  return {
    id: asked.preOrderId,
    outcome: answer.outcome,
    place: 'preOrder' in answer ? answer.preOrder.place : null,
  };
};
const placeOf = async (id: string) => (await sale.read(id))?.place;
const drawnOf = (event: string) => readDrawnPlaces(sale.db, event, 0, 10_000);

/** Waits until a draw is blocked by a lock. @returns the process id of its connection. */
async function stuck(): Promise<number> {
  const text = `SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'SELECT draw_line%' AND wait_event_type = 'Lock'`;
  for (;;) {
    const [row] = await sale.db.query<{ pid: number }>({ name: 'stuck', text }, []);
    if (row) return row.pid;
  }
}
/** Does the work while a draw has sorted all entries but can't write the first place yet. */
async function whileDrawing(event: string, work: () => Promise<void>): Promise<number | undefined> {
  let drawing: Promise<number | undefined> | undefined;
  const undo = new Error('undone');
  const holding = sale.db.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO place (event_id, ticket_type, number, pre_order_id, quantity) VALUES ($1, 'pista', 1, $2, 1)`,
      [event, randomUUID()],
    );
    drawing = drawLine(other, event);
    await stuck();
    await work();
    throw undo;
  });
  await expect(holding).rejects.toBe(undo);
  return drawing;
}

test('the database draws by the published arithmetic, from the seed it committed to', async () => {
  const [event, ids] = await entered(300);
  const promised = (await readLine(sale.db, event)).draw;
  expect(promised).toEqual({ commitment: expect.any(String) });
  await open(event);
  expect(await drawLine(sale.db, event)).toBe(300);

  const { seed = '' } = (await readLine(sale.db, event)).draw ?? {};
  expect(commitmentOf(seed)).toBe(promised?.commitment);
  const lots = ids.map((id) => ({ id, lot: lotOf(seed, entryIdOf(id)) }));
  const order = lots.sort((a, b) => (a.lot < b.lot ? -1 : 1)).map(({ id }) => id);
  expect(await drawnOf(event)).toEqual(order.map((id, i) => ({ place: i + 1, entryId: entryIdOf(id) })));
  expect(await Promise.all(order.map(placeOf))).toEqual(order.map((_, i) => i + 1));

  expect(await sale.advance(event)).toMatchObject({ called: 3 });
  const called = await Promise.all(order.map(async (id) => (await sale.read(id))?.status));
  expect(called.slice(0, 3)).toEqual(['called', 'called', 'called']);
  expect(new Set(called.slice(3))).toEqual(new Set(['in_line']));
});

test('of ten draws at once in two processes only one happens', async () => {
  const [event] = await entered(100);
  await open(event);
  const drawn = await Promise.all(
    Array.from({ length: 10 }, (_, i) => drawLine(i % 2 ? other : sale.db, event)),
  );
  expect(drawn.filter((count) => count !== undefined)).toEqual([100]);
  expect((await drawnOf(event)).map(({ place }) => place)).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 1),
  );
  expect(await reportedProblems(sale.db, event)).toEqual([]);
});

test('a draw that is killed halfway leaves nothing behind, and the next one succeeds', async () => {
  const [event, ids] = await entered(50);
  await open(event);
  const killed = sale.db.transaction(async (tx) => {
    // The last lock that the draw needs.
    await tx.query('SELECT FROM ticket_type WHERE event_id = $1 FOR UPDATE', [event]);
    const drawing = expect(drawLine(other, event)).rejects.toMatchObject({ name: 'Unavailable' });
    await tx.query('SELECT pg_terminate_backend($1)', [await stuck()]);
    await drawing;
  });
  await killed;
  expect(await drawnOf(event)).toEqual([]);
  expect(await Promise.all(ids.map(placeOf))).toEqual(ids.map(() => undefined));
  expect((await readLine(sale.db, event)).draw).toEqual({ commitment: expect.any(String) });
  expect(await sale.advance(event)).toEqual({ called: 0, refused: 0, more: false });

  expect(await drawLine(sale.db, event)).toBe(50);
  expect((await Promise.all(ids.map(placeOf))).sort((a = 0, b = 0) => a - b)).toEqual(
    ids.map((_, i) => i + 1),
  );
  expect(await reportedProblems(sale.db, event)).toEqual([]);
});

test('a buyer who leaves during the draw gets no place, one who joins during it comes last, and nobody is called before it ends', async () => {
  const [event, ids] = await entered(20);
  await open(event);
  const [leaver = '', ...stayers] = ids;
  let late: string | undefined;
  const drawn = await whileDrawing(event, async () => {
    expect(await sale.leave(leaver)).toMatchObject({ status: 'refused', reason: 'given_back' });
    const joined = await join(event);
    late = joined.id;
    expect(joined).toMatchObject({ outcome: 'in_line', place: 21 });
    expect(await sale.advance(event)).toEqual({ called: 0, refused: 0, more: false });
  });
  expect(drawn).toBe(20);
  expect(await sale.read(leaver)).not.toHaveProperty('place');
  expect(await sale.read(leaver)).toMatchObject({ status: 'refused' });
  const places = await Promise.all(stayers.map(placeOf));
  expect(new Set(places).size).toBe(19);
  expect(Math.max(...places.map(Number))).toBeLessThanOrEqual(20);
  expect(await sale.read(late as string)).toMatchObject({ place: 21, ahead: 19 });
  expect(await reportedProblems(sale.db, event)).toEqual([]);
  expect(await sale.advance(event)).toMatchObject({ called: 3 });
});

test('a buyer who joins between the opening and the draw comes after all entries', async () => {
  const [event, ids] = await entered(5);
  await open(event);
  expect(await join(event)).toMatchObject({ outcome: 'in_line', place: 6 });
  expect(await join(event)).toMatchObject({ outcome: 'in_line', place: 7 });
  expect(await sale.advance(event)).toMatchObject({ called: 0 });
  expect(await drawLine(sale.db, event)).toBe(5);
  expect((await Promise.all(ids.map(placeOf))).sort()).toEqual([1, 2, 3, 4, 5]);
  expect(await join(event)).toMatchObject({ place: 8 });
});

test('nothing is drawn before the opening, after the sale has closed, or for an event without a draw', async () => {
  const [event] = await entered(2);
  expect(await drawLine(sale.db, event)).toBeUndefined();
  expect(await drawLine(sale.db, await onSale(sale.db, { pista: 1 }))).toBeUndefined();
  expect(await drawLine(sale.db, 'nowhere')).toBeUndefined();
  const closed = { draw: true, closesAt: new Date(Date.now() - 1_000) };
  await onSale(sale.db, { pista: 3 }, { id: event, ...closed });
  expect(await drawLine(sale.db, event)).toBeUndefined();
});
