/** The commands about money, against the API on a test's database. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { openTask } from '../../src/db/payments';
import { orderNumberOf } from '../../src/domain/order-number';
import { runProgram } from '../helpers/cli';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { stopHttp, TOKEN } from '../helpers/http-app';
import { startReplica } from '../helpers/operators';
import { hear, pay } from '../helpers/payments';

let sale: TestDatabase;
let url: string;
beforeAll(async () => {
  sale = await createTestDatabase();
  url = (await startReplica(sale.db)).replace(/\/api$/, '');
}, 60_000);
afterAll(async () => {
  await stopHttp();
  await sale.db.close();
});

const run = (...args: string[]) => runProgram(['--api', url, ...args], { BILHETERIA_TOKEN: TOKEN });

async function bought(event: string): Promise<string> {
  const one = request(event, { pista: 2 });
  await sale.join(one);
  await sale.hold(one.preOrderId);
  await pay(sale.db, one.preOrderId);
  await hear(sale.db, one.preOrderId, { status: 'authorized' });
  await sale.sell(one.preOrderId);
  await hear(sale.db, one.preOrderId, { status: 'paid', capturedCents: 99_000 });
  return one.preOrderId;
}

test('an order is refunded by its number, in part and once for a key', async () => {
  const event = await onSale(sale.db, { pista: 10 }, { payment: 'online' });
  const id = await bought(event);
  const number = orderNumberOf(id);
  const [ticket] = (await sale.read(id))?.tickets ?? [];
  const part = ['refund', number, '--ticket', String(ticket?.id), '--reason', 'Fell ill.', '--key', 'mine'];
  const first = await run(...part);
  expect(first).toMatchObject({
    code: 0,
    out: expect.stringContaining(`${number}: refund of 495.00 BRL, pending (`),
  });
  expect((await run(...part)).out).toBe(first.out);
  const rest = await run('--json', 'refund', id, '--reason', 'Moved.');
  expect(JSON.parse(rest.out)).toMatchObject({ amountCents: 49_500, reason: 'Moved.', status: 'pending' });
  expect((await sale.read(id))?.tickets.map(({ status }) => status)).toEqual(['refunding', 'refunding']);
  expect(await run('refund', number, '--reason', 'Again.')).toMatchObject({
    code: 1,
    said: expect.stringContaining('nothing_to_refund'),
  });
  expect(await run('refund', number)).toMatchObject({ code: 2, said: expect.stringContaining('--reason') });
  expect(await run('refund', 'AAAA-AAAA', '--reason', 'x')).toMatchObject({
    code: 1,
    said: expect.stringContaining('No order found'),
  });
}, 60_000);

test('without an answer, a refund says how to repeat it safely', async () => {
  const event = await onSale(sale.db, { pista: 10 }, { payment: 'online' });
  const id = await bought(event);
  // Passes reading on, and breaks off what changes something.
  const broken = createServer((incoming, answer) => {
    if (incoming.method === 'POST') answer.destroy();
    else
      void fetch(`${url}${incoming.url ?? ''}`, { headers: { authorization: `Bearer ${TOKEN}` } })
        .then((found) => found.text())
        .then((text) => answer.end(text));
  }).listen(0, '127.0.0.1');
  await once(broken, 'listening');
  const { port } = broken.address() as { port: number };
  const at = ['--api', `http://127.0.0.1:${port}`];
  const ran = await runProgram([...at, 'refund', id, '--reason', 'x'], { BILHETERIA_TOKEN: TOKEN });
  broken.close();
  expect(ran).toMatchObject({
    code: 1,
    said: expect.stringMatching(/To repeat it safely, add --key [-\w]{36}/),
  });
}, 60_000);

test('tasks are listed and ended', async () => {
  const event = await onSale(sale.db, { pista: 10 }, { payment: 'online' });
  expect((await run('tasks')).out).toBe('No open tasks.\n');
  await openTask(sale.db, { kind: 'payment_unknown', subject: 'one', eventId: event });
  await openTask(sale.db, { kind: 'capture_pending', subject: 'two', eventId: event });
  const listed = await run('tasks', '--event', event);
  expect(listed.out).toMatch(/^id +kind +event .*\n\d+ +payment_unknown .*\n\d+ +capture_pending /);
  const id = /^(\d+) +payment_unknown/m.exec(listed.out)?.[1] ?? '';
  expect((await run('tasks', 'done', id, '--note', 'Looked it up.')).out).toBe(
    `${id}: payment_unknown, done by token\n`,
  );
  expect((await run('tasks')).out).not.toContain('payment_unknown');
  expect(JSON.parse((await run('--json', 'tasks', 'list', '--done')).out)).toMatchObject([
    { kind: 'capture_pending', doneAt: null },
    { kind: 'payment_unknown', doneBy: 'token', detail: { note: 'Looked it up.' } },
  ]);
  expect(await run('tasks', 'done', '0')).toMatchObject({
    code: 1,
    said: expect.stringContaining('task_not_found'),
  });
}, 60_000);
