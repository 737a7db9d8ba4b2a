/** The judge of the sales under faults finds every answer that was not kept. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { preOrderView } from '../../src/http/views';
import type { PreOrder } from '../../src/domain/pre-order';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { Journal, type Deed } from './journal';
import { judge } from './judge';

let sale: TestDatabase;
let folder: string;
beforeAll(async () => {
  sale = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria judge '));
});
afterAll(async () => {
  await sale.db.close();
  await rm(folder, { recursive: true, force: true });
});

const estimates = { estimate: () => null, pollAfter: () => 1 };
async function scene() {
  const eventId = await onSale(sale.db, { pista: 5 });
  const journal = new Journal(path.join(folder, eventId));
  const deal = { token: 'somebody', eventId, key: 'key' };
  const asked = request(eventId, { pista: 1 });
  await sale.join(asked);
  const tell = (deed: Deed, preOrder: Partial<PreOrder> | undefined, status = 200) => {
    const view = preOrderView(preOrder as PreOrder, estimates);
    const body = JSON.parse(JSON.stringify(view)) as Record<string, unknown>;
    journal.answered(deed, { ...deal, id: asked.preOrderId }, Date.now(), { status, body, retryAfter: null });
  };
  return { eventId, journal, id: asked.preOrderId, tell, verdict: () => judge(sale.db, [eventId], journal) };
}

test('a purchase that was answered truthfully passes', async () => {
  const { id, tell, verdict } = await scene();
  tell('join', await sale.hold(id), 201);
  await sale.acceptCheckout(id);
  tell('checkout', await sale.sell(id));
  expect(await verdict()).toEqual([]);
});

test('a hold that ended before its promised deadline is found', async () => {
  const { id, tell, verdict } = await scene();
  tell('join', await sale.hold(id), 201);
  await sale.giveBack(id, 'ended_by_operator');
  expect((await verdict()).join()).toMatch(
    /ended ended_by_operator.*was held until .* ended .*held too short/,
  );
});

test('a false sale and a false refusal are found', async () => {
  const lie = await scene();
  const held = await sale.hold(lie.id);
  lie.tell('checkout', { ...held, status: 'sold' });
  await sale.giveBack(lie.id, 'given_back');
  expect((await lie.verdict()).join()).toContain('a checkout was accepted, and it ended invalidated');

  const other = await scene();
  other.tell('join', await sale.hold(other.id), 201);
  const refusal = { status: 410, body: { code: 'expired' }, retryAfter: null };
  const deal = { token: 'somebody', eventId: other.eventId, key: 'key', id: other.id };
  other.journal.answered('checkout', deal, Date.now(), refusal);
  await sale.acceptCheckout(other.id);
  await sale.sell(other.id);
  expect((await other.verdict()).join()).toMatch(/refused before its deadline.*refused, and it was sold/);
});

test('two pre-orders for one key, a pre-order that never ended, and contradicting answers are found', async () => {
  const { journal, id, tell, verdict } = await scene();
  const held = await sale.hold(id);
  tell('join', held, 201);
  tell('join', { ...held, id: randomUUID() }, 201);
  journal.records.forEach((record) => (record.last.answeredAt -= 10));
  tell('look', { ...held, status: 'called' });
  const said = (await verdict()).join();
  for (const found of [
    /one key got several/,
    /never ended, is pre_order/,
    /was pre_order before, now called/,
  ])
    expect(said).toMatch(found);
});
