/** The draw in the database: by the public arithmetic, once, entirely or not at all. */
import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '../../src/db/database';
import { drawLine, readDrawn } from '../../src/db/line';
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
/** Before its opening. @returns the event, and the ids of those who entered. */
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
const drawnOf = (event: string) => readDrawn(sale.db, event, 0, 10_000);

/** Waits until a draw stands still at a lock. @returns its connection. */
async function stuck(): Promise<number> {
  const text = `SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'SELECT draw_line%' AND wait_event_type = 'Lock'`;
  for (;;) {
    const [row] = await sale.db.query<{ pid: number }>({ name: 'stuck', text }, []);
    if (row) return row.pid;
  }
}
/** While a draw has put all in order, and can't write down the first place. */
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

test('the database draws by the arithmetic that anybody can do, from the seed that was promised', async () => {
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

test('ten draws at once in two processes are one draw', async () => {
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

test('a draw that is killed in its middle leaves nothing behind, and the next one draws', async () => {
  const [event, ids] = await entered(50);
  await open(event);
  const killed = sale.db.transaction(async (tx) => {
    // The last thing that the draw needs.
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

test('who leaves during the draw has no place, who joins during it comes after all, and nobody is called before its end', async () => {
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

test('who comes after the opening and before the draw comes after all who entered', async () => {
  const [event, ids] = await entered(5);
  await open(event);
  expect(await join(event)).toMatchObject({ outcome: 'in_line', place: 6 });
  expect(await join(event)).toMatchObject({ outcome: 'in_line', place: 7 });
  expect(await sale.advance(event)).toMatchObject({ called: 0 });
  expect(await drawLine(sale.db, event)).toBe(5);
  expect((await Promise.all(ids.map(placeOf))).sort()).toEqual([1, 2, 3, 4, 5]);
  expect(await join(event)).toMatchObject({ place: 8 });
});

test('there is no draw before the opening, none of a closed sale, and none of a sale without one', async () => {
  const [event] = await entered(2);
  expect(await drawLine(sale.db, event)).toBeUndefined();
  expect(await drawLine(sale.db, await onSale(sale.db, { pista: 1 }))).toBeUndefined();
  expect(await drawLine(sale.db, 'nowhere')).toBeUndefined();
  const closed = { draw: true, closesAt: new Date(Date.now() - 1_000) };
  await onSale(sale.db, { pista: 3 }, { id: event, ...closed });
  expect(await drawLine(sale.db, event)).toBeUndefined();
});
