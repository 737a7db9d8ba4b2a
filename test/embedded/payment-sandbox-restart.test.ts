import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type Stripe from 'stripe';
import type { PaymentSandbox } from '../../src/embedded/payment-sandbox';
import {
  CARD,
  cardSession,
  controlSandbox,
  pixCode,
  pixPage,
  post,
  stripeAt,
  temporaryFolder,
  WEBHOOK_SECRET,
  webhookReceiver,
} from '../helpers/payment-sandbox';

const MAIN = path.join(__dirname, '../../src/embedded/payment-sandbox/main.ts');

let folder: string;
let remove: () => Promise<void>;
let webhooks: Awaited<ReturnType<typeof webhookReceiver>>;
let child: ChildProcess;
let gone: Promise<unknown>;
let program: Pick<PaymentSandbox, 'url' | 'secretKey'>;
let stripe: Stripe;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  webhooks = await webhookReceiver();
  await start();
});
afterEach(async () => {
  await kill();
  await webhooks.stop();
  await remove();
});

/** Starts the program, and answers when it has said where it is. */
async function start(): Promise<void> {
  child = spawn(
    process.execPath,
    ['--import', 'tsx', MAIN, '--folder', folder, '--webhook-url', webhooks.url, '--secret', WEBHOOK_SECRET],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  gone = once(child, 'exit');
  if (!child.stdout) throw new Error('The program has no output.');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  program = JSON.parse(line) as typeof program;
  stripe = stripeAt(program.url, program.secretKey);
}

async function kill(): Promise<void> {
  child.kill('SIGKILL');
  await gone;
}

test('what was answered survives kill -9, and so do address and key', async () => {
  const session = await stripe.checkout.sessions.create(cardSession('killed'), { idempotencyKey: 'killed' });
  await post(session.url, { card: CARD.pays });
  const pix = await stripe.paymentIntents.create(pixCode('waits'));
  const before = program;
  await kill();
  await start();
  expect(program).toEqual(before);

  const again = await stripe.checkout.sessions.create(cardSession('killed'), { idempotencyKey: 'killed' });
  expect(again.id).toBe(session.id);
  const read = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  expect(read).toMatchObject({ status: 'complete', payment_intent: { status: 'requires_capture' } });
  expect((await post(pixPage(pix), { pix: 'paid' })).status).toBe(200);
  await webhooks.until(
    () =>
      webhooks.types().includes('checkout.session.completed') &&
      webhooks.types().includes('payment_intent.succeeded'),
  );
});

test('nothing that was answered is lost in the middle of many requests', async () => {
  const answered: string[] = [];
  const buyers = Array.from({ length: 8 }, async (_, buyer) => {
    for (let count = 0; !child.killed; count++) {
      const key = `${buyer}-${count}`;
      const made = await stripe.paymentIntents
        .create(pixCode(key), { idempotencyKey: key })
        .catch(() => undefined);
      if (made) answered.push(made.id);
      if (answered.length >= 100) child.kill('SIGKILL');
    }
  });
  await Promise.all(buyers);
  await gone;
  await start();
  const known = new Set<string>();
  for await (const { id } of stripe.paymentIntents.list({ limit: 100 })) known.add(id);
  expect(answered.length).toBeGreaterThanOrEqual(100);
  expect(answered.filter((id) => !known.has(id))).toEqual([]);
});

test('what happens by the clock goes on after kill -9', async () => {
  const pix = await stripe.paymentIntents.create(pixCode('expires'));
  const paid = await stripe.paymentIntents.create(pixCode('refunded'));
  await post(pixPage(paid), { pix: 'paid' });
  await controlSandbox(program, 'POST', 'faults', { do: 'refund-pending', then: 'failed', afterMs: 100_000 });
  const refund = await stripe.refunds.create({ payment_intent: paid.id });
  await controlSandbox(program, 'POST', 'clock', { advanceSeconds: 50 });
  await kill();
  await start();
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'pending' });
  await controlSandbox(program, 'POST', 'clock', { advanceSeconds: 251 });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed' });
  expect(await stripe.paymentIntents.retrieve(pix.id)).toMatchObject({ status: 'requires_payment_method' });
});

test('half a line that was left is ignored, and the journal is shortened', async () => {
  const journal = path.join(folder, 'journal.jsonl');
  const { id } = await stripe.paymentIntents.create(pixCode('half'));
  await kill();
  const length = (await readFile(journal, 'utf8')).length;
  await appendFile(journal, '[["intent",{"id":"pi_half');
  await start();
  expect((await stripe.paymentIntents.list()).data.map((one) => one.id)).toEqual([id]);
  expect((await readFile(journal, 'utf8')).length).toBeLessThanOrEqual(length + 50);
});

test('only the owner can read the files', async () => {
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const file of ['journal.jsonl', 'keys.json'])
    expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
});
