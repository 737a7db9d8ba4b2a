/** Whatever a buyer, the provider and time do with one purchase: in the end money and tickets agree, to the cent. */
import fc from 'fast-check';
import { audit } from '../../src/db/audit';
import { createStripeProvider } from '../../src/payments/stripe';
import { createTestDatabase, readStock, type TestDatabase } from '../helpers/database';
import { CARDS, startTestSandbox, submit, type TestSandbox } from '../helpers/sandbox';
import { inForm } from '../helpers/long';
import { Purchase } from './one-purchase';

let sale: TestDatabase;
let sandbox: TestSandbox;
beforeAll(async () => {
  sale = await createTestDatabase();
  sandbox = await startTestSandbox();
});
afterAll(async () => {
  await sandbox.stop();
  await sale.db.close();
});

const PRICE = 49_500;

/** What is known of a purchase without asking: whether its last attempt can be paid, and what was paid of it. */
interface Model {
  status: 'held' | 'paying' | 'sold' | 'over' | 'unknown';
  attempts: number;
}
const begun = (): Model => ({ status: 'held', attempts: 0 });

interface World {
  purchase: Purchase;
}
type Command = fc.AsyncCommand<Model, World>;

/** @param run does it, and says what the model then is. */
const command = (
  name: string,
  may: (model: Model) => boolean,
  run: (model: Model, world: World) => Promise<void>,
): Command => ({
  check: (model) => may(model),
  run,
  toString: () => name,
});

const last = ({ purchase }: World) => purchase.payUrls.at(-1);
async function payAt(page: ReturnType<typeof last>, card: keyof typeof CARDS | 'fail'): Promise<void> {
  if (!page) return;
  if (page.method === 'pix') await submit(page.url, { pix: card === 'pays' ? 'paid' : 'not' });
  else if (card === 'fail') {
    await submit(page.url, { card: CARDS.secondStep });
    await submit(page.url, { step: 'fail' });
  } else await submit(page.url, { card: CARDS[card] });
}

const pays = command(
  'pays',
  ({ attempts }) => attempts > 0,
  async (model, world) => {
    await payAt(last(world), 'pays');
    if (model.status !== 'paying') return;
    await world.purchase.hear();
    expect((await world.purchase.read()).status).toBe('sold');
    model.status = 'sold';
  },
);
const begins = (method: 'card' | 'pix') =>
  command(
    `begins ${method}`,
    ({ attempts }) => attempts < 5,
    async (model, { purchase }) => {
      const { status, payment } = await purchase.pay(method);
      if (model.status !== 'held' && model.status !== 'paying') return;
      expect(status).toBe('paying');
      expect(payment).toMatchObject({ method, status: 'open', opened: true });
      model.attempts = payment?.attempt ?? 0;
      model.status = 'paying';
    },
  );
const declines = (card: 'declines' | 'fail') =>
  command(
    card,
    ({ attempts }) => attempts > 0,
    async (model, world) => {
      const isCard = last(world)?.method === 'card';
      await payAt(last(world), card);
      if (model.status !== 'paying' || !isCard) return;
      await world.purchase.hear();
      expect((await world.purchase.read()).status).toBe('pre_order');
      model.status = 'held';
    },
  );
const paysAnOldPage = command(
  'pays an earlier page',
  ({ attempts }) => attempts > 1,
  (_model, { purchase }) => payAt(purchase.payUrls[0], 'pays'),
);
const givesBack = command(
  'gives back',
  () => true,
  async (model, { purchase }) => {
    await purchase.giveBack();
    if (model.status !== 'held' && model.status !== 'paying') return;
    expect((await purchase.read()).status).toBe('invalidated');
    model.status = 'over';
  },
);
const timePasses = command(
  'time passes',
  () => true,
  async (model, { purchase }) => {
    await purchase.timePasses();
    if (model.status !== 'held' && model.status !== 'paying') return;
    expect((await purchase.read()).status).toBe('invalidated');
    model.status = 'over';
  },
);
const hears = command(
  'hears',
  () => true,
  (_model, { purchase }) => purchase.hear(),
);
const refunds = command(
  'refunds',
  () => true,
  (_model, { purchase }) => purchase.refund(),
);
const rival = command(
  'a rival comes',
  () => true,
  (_model, { purchase }) => purchase.rival(),
);
/** From here on the provider decides what happened, and nothing is known without asking. */
const fault = (name: string, what: object) =>
  command(
    name,
    () => true,
    async (model) => {
      await sandbox.fault(what);
      model.status = 'unknown';
    },
  );

const COMMANDS = [
  ...[
    fc.constant(pays),
    fc.constant(begins('card')),
    fc.constant(begins('pix')),
    fc.constant(declines('declines')),
  ],
  ...[
    fc.constant(declines('fail')),
    fc.constant(paysAnOldPage),
    fc.constant(givesBack),
    fc.constant(timePasses),
  ],
  ...[fc.constant(hears), fc.constant(refunds), fc.constant(rival)],
  // Twice, because the client itself repeats once.
  fc.constant(fault('an answer is lost', { do: 'lose-answer', times: 2 })),
  fc.constant(fault('paid during the cancel', { do: 'pay-during-cancel' })),
  fc.constant(fault('paid after the end', { do: 'pay-after-expiry' })),
  fc.constant(fault('paid twice', { do: 'pay-twice' })),
  fc.constant(fault('another amount', { do: 'pay-other-amount', amount: PRICE - 1 })),
  fc.constant(fault('a refund takes time', { do: 'refund-pending', afterMs: 50 })),
  fc.constant(fault('a refund fails', { do: 'refund-pending', then: 'failed', afterMs: 50 })),
];

/** The provider's book, the ledger and the tickets say the same. */
async function expectAgreement({ id, event }: Purchase): Promise<void> {
  expect(await audit(sale.db, event)).toEqual([]);
  const { intents } = await sandbox.book();
  const ours = intents.filter(({ preOrder }) => preOrder === id);
  const net = ours.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0);
  const text = `SELECT account, sum(amount_cents)::int AS cents FROM ledger WHERE pre_order_id = $1 GROUP BY 1`;
  const rows = await sale.db.query<{ account: string; cents: number }>({ name: 'accounts', text }, [id]);
  const account = (name: string) => rows.find((one) => one.account === name)?.cents ?? 0;
  expect(account('provider')).toBe(net);
  expect(ours.filter(({ authorized }) => authorized > 0)).toEqual([]);
  const live = (await sale.read(id))?.tickets.filter(({ status }) => status === 'sold').length ?? 0;
  expect(0 - account('tickets')).toBe(live * PRICE);
  // What is owed still is a refund that the provider refused: an operator has it as a task.
  const failed = `SELECT coalesce(sum(amount_cents), 0)::int AS cents FROM refund WHERE pre_order_id = $1 AND status = 'failed'`;
  const [owed] = await sale.db.query<{ cents: number }>({ name: 'failed', text: failed }, [id]);
  expect(0 - account('owed')).toBe(owed?.cents);
  expect(net).toBe(live * PRICE + (owed?.cents ?? 0));
  const [stock] = await readStock(sale.db, event);
  expect(stock?.sold).toBeLessThanOrEqual(1);
}

test('money and tickets agree in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(COMMANDS, { maxCommands: 14 }), async (commands) => {
      await fetch(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' });
      const purchase = new Purchase(sale, sandbox, await provider());
      await purchase.begin();
      await fc.asyncModelRun(() => ({ model: begun(), real: { purchase } }), commands);
      await fetch(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' });
      await purchase.settle();
      await expectAgreement(purchase);
    }),
    { numRuns: inForm({ short: 60, long: 150 }), endOnFailure: true },
  );
}, 240_000);

const provider = () =>
  createStripeProvider({
    ...{ secretKey: sandbox.secretKey, webhookSecrets: [sandbox.webhookSecret], apiUrl: sandbox.url },
    timeoutMs: 2_000,
  });
