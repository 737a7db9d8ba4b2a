/** Proves that the check at the end of a fault plan finds every kind of broken answer. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { preOrderView } from '../../src/http/views';
import type { PreOrder } from '../../src/domain/pre-order';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { checkAnswers } from './check-answers';
import { Journal, type Action } from './journal';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria check answers '));
});
afterAll(async () => {
  await database.db.close();
  await rm(folder, { recursive: true, force: true });
});

const estimates = { estimate: () => null, pollAfter: () => 1 };

/** Makes one pre-order for a new event, with an empty journal. */
async function setUp() {
  const eventId = await onSale(database.db, { pista: 5 });
  const journal = new Journal(path.join(folder, eventId));
  const joinRequest = request(eventId, { pista: 1 });
  const id = joinRequest.preOrderId;
  const ref = { token: 'buyer', eventId, key: 'key', id };
  await database.join(joinRequest);
  const recordAnswer = (action: Action, preOrder: Partial<PreOrder> | undefined, status = 200) => {
    const view = preOrderView(preOrder as PreOrder, estimates);
    const body = JSON.parse(JSON.stringify(view)) as Record<string, unknown>;
    journal.recordAnswer(action, ref, Date.now(), { status, body, retryAfter: null });
  };
  const check = () => checkAnswers(database.db, [eventId], journal);
  return { journal, ref, id, recordAnswer, check };
}

test('the check passes a purchase whose answers are true', async () => {
  const { id, recordAnswer, check } = await setUp();
  recordAnswer('join', await database.hold(id), 201);
  await database.acceptCheckout(id);
  recordAnswer('checkout', await database.sell(id));
  expect(await check()).toEqual([]);
});

test('the check finds a hold that ended before its promised deadline', async () => {
  const { id, recordAnswer, check } = await setUp();
  recordAnswer('join', await database.hold(id), 201);
  await database.giveBack(id, 'ended_by_operator');
  expect((await check()).join()).toMatch(
    /ended ended_by_operator.*was held until .* ended .*hold was too short/,
  );
});

test('the check finds a false sale and a false refusal', async () => {
  const falseSale = await setUp();
  const held = await database.hold(falseSale.id);
  falseSale.recordAnswer('checkout', { ...held, status: 'sold' });
  await database.giveBack(falseSale.id, 'given_back');
  expect((await falseSale.check()).join()).toContain('a checkout was accepted, and it ended invalidated');

  const falseRefusal = await setUp();
  falseRefusal.recordAnswer('join', await database.hold(falseRefusal.id), 201);
  const refusal = { status: 410, body: { code: 'expired' }, retryAfter: null };
  falseRefusal.journal.recordAnswer('checkout', falseRefusal.ref, Date.now(), refusal);
  await database.acceptCheckout(falseRefusal.id);
  await database.sell(falseRefusal.id);
  expect((await falseRefusal.check()).join()).toMatch(
    /refused before its deadline.*refused, and it was sold/,
  );
});

test('the check finds two pre-orders for one key, a pre-order that never ended, and answers that contradict each other', async () => {
  const { journal, id, recordAnswer, check } = await setUp();
  const held = await database.hold(id);
  recordAnswer('join', held, 201);
  recordAnswer('join', { ...held, id: randomUUID() }, 201);
  journal.records.forEach((record) => (record.last.answeredAt -= 10));
  recordAnswer('read', { ...held, status: 'called' });
  const problems = (await check()).join();
  for (const problem of [
    /one key got several/,
    /never ended, is pre_order/,
    /was pre_order before, now called/,
  ])
    expect(problems).toMatch(problem);
});

test('the check finds another’s order, and lets the limit end one only of somebody who was merged', async () => {
  const { journal, ref, id, recordAnswer, check } = await setUp();
  recordAnswer('join', await database.hold(id), 201);
  const read = async (token: string) => {
    const view = preOrderView((await database.read(id)) as PreOrder, estimates);
    const body = JSON.parse(JSON.stringify(view)) as Record<string, unknown>;
    journal.recordAnswer('read', { ...ref, token }, Date.now(), { status: 200, body, retryAfter: null });
  };
  await read('another session');
  expect(journal.problems.splice(0).join()).toContain('was answered for another buyer');
  await database.giveBack(id, 'limit_reached');
  expect((await check()).join()).toContain('ended limit_reached');
  for (const token of ['buyer', 'another session']) journal.identify(token, 'ana@example.org');
  await read('another session');
  expect(await check()).toEqual([]);
});

test('the check finds a session that counts although it has ended', () => {
  const journal = new Journal(path.join(folder, 'sessions'));
  const answered = (status: number, code: string) =>
    journal.recordPerson('pay once ended', 'ana@example.org', Date.now(), {
      ...{ status, body: { code }, retryAfter: '1' },
    });
  answered(401, 'session_ended');
  answered(503, 'unavailable');
  expect(journal.problems).toEqual([]);
  answered(404, 'pre_order_not_found');
  expect(journal.problems).toHaveLength(1);
});
