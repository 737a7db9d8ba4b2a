/** `bilheteria reconcile-payments` beside a running program with the payment sandbox. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ask, newBuyer } from '../helpers/app';
import { cliOf } from '../helpers/cli';
import { CARDS, submit } from '../helpers/sandbox';
import { order, show } from '../helpers/show';
import { useOwnApp } from '../helpers/use-app';

const app = useOwnApp();
const { run, json } = cliOf(app as never);

interface Bought {
  status: string;
  payment: { status: string; payUrl: string };
}

test('it finds nothing where the books are equal, and exits with 1 where something differs', async () => {
  const event = { ...show(5), payment: undefined };
  await ask(`${app.url}/admin/events/rock`, 'PUT', app.adminToken, event);
  const token = await newBuyer(app);
  const held = await ask(`${app.url}/events/rock/pre-orders`, 'POST', token, order(1), { prefer: 'wait=10' });
  const at = `${app.url}/pre-orders/${String(held.body['id'])}`;
  const read = async () => (await ask(at, 'GET', token)).body as unknown as Bought;
  await ask(`${at}/checkout`, 'POST', token, { method: 'card' });
  await submit((await read()).payment.payUrl, { card: CARDS.pays });
  while ((await read()).payment.status !== 'paid');
  const equal = await run('reconcile-payments');
  expect(equal).toMatchObject({ code: 0, said: '' });
  expect(equal.out).toMatch(/^Compared 1 payments, 0 refunds and 0 disputes from .*\nNothing differs\.\n$/);
  const past = await run(
    'reconcile-payments',
    '--from',
    '2026-01-01T00:00:00Z',
    '--until',
    '2026-01-02T00:00:00Z',
  );
  expect(past).toMatchObject({ code: 0, out: expect.stringContaining('Compared 0 payments') });

  const { port } = JSON.parse(
    await readFile(path.join(app.folder, 'payment-sandbox', 'keys.json'), 'utf8'),
  ) as { port: number };
  const sandbox = (what: string, body?: object) =>
    fetch(`http://127.0.0.1:${port}/sandbox/${what}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
  const book = (await (await sandbox('book')).json()) as { intents: { id: string }[] };
  await sandbox('disputes', { payment_intent: book.intents[0]?.id });
  const differs = await run('reconcile-payments');
  expect(differs).toMatchObject({ code: 1, out: expect.stringMatching(/\ndispute +du_\w+ +[\w-]{36} +/) });
  expect(await json('reconcile-payments')).toMatchObject({
    ...{ counts: { dispute: 1 }, payments: 1, disputes: 1 },
    differences: [{ kind: 'dispute', preOrderId: held.body['id'], theirs: { status: 'needs_response' } }],
  });
}, 60_000);

test('a wrong time is corrected', async () => {
  expect(await run('reconcile-payments', '--from', 'yesterday')).toMatchObject({
    ...{ code: 1, said: expect.stringContaining('yesterday is not a time') },
  });
});
