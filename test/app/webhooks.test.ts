/** What anybody can send to the address of the provider's webhooks. */
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../src/db/database';
import { startApp, type App } from '../helpers/app';
import { createEmptyDatabase } from '../helpers/database';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox';

let folder: string;
let app: App;
let db: Database;
let sandbox: TestSandbox;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria webhooks '));
  const url = await createEmptyDatabase();
  db = openDatabase({ url, onError: () => undefined });
  sandbox = await startTestSandbox();
  app = await startApp(folder, { DATABASE_URL: url, ...sandbox.environment, RATE_LIMIT_ADDRESS: '10' });
}, 60_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await sandbox.stop();
  await db.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const now = () => Math.floor(Date.now() / 1_000);

/** An event about an object that nobody knows. */
const eventOf = (more: object = {}) => ({
  ...{
    id: `evt_${randomUUID()}`,
    object: 'event',
    type: 'payment_intent.succeeded',
    created: now(),
    livemode: false,
  },
  data: { object: { id: `pi_${randomUUID()}`, object: 'payment_intent', metadata: {} } },
  ...more,
});
function signed(body: string, { at = now(), secret = sandbox.webhookSecret } = {}): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}
/** Sends it again where the connection breaks, as the provider does. */
async function post(body: string, signature?: string, tries = 3): Promise<[number, unknown]> {
  try {
    return await postOnce(body, signature);
  } catch (error) {
    if (tries === 0) throw error;
    return post(body, signature, tries - 1);
  }
}
async function postOnce(body: string, signature?: string): Promise<[number, unknown]> {
  const response = await fetch(`${app.url}/webhooks/stripe`, {
    ...{ method: 'POST', body },
    headers: {
      'content-type': 'application/json',
      ...(signature !== undefined && { 'stripe-signature': signature }),
    },
  });
  return [response.status, ((await response.json()) as { code?: string }).code];
}
const kept = async () =>
  (await db.query<{ id: string }>({ name: 'kept', text: 'SELECT id FROM webhook_inbox' }, [])).map(
    ({ id }) => id,
  );

test('what the provider did not sign is refused, and nothing of it is kept', async () => {
  const body = JSON.stringify(eventOf());
  const refused = [400, 'bad_signature'];
  expect(await post(body)).toEqual(refused);
  expect(await post(body, 'nonsense')).toEqual(refused);
  expect(await post(body, signed(body, { secret: 'another' }))).toEqual(refused);
  expect(await post(body, signed(body, { at: now() - 400 }))).toEqual(refused);
  expect(await post(body, signed(body, { at: now() + 400 }))).toEqual(refused);
  expect(await post(JSON.stringify(JSON.parse(body), null, 1), signed(body))).toEqual(refused);
  const live = JSON.stringify(eventOf({ livemode: true }));
  expect(await post(live, signed(live))).toEqual(refused);
  expect(await post('', signed(''))).toEqual(refused);
  const large = JSON.stringify(eventOf({ padding: 'a'.repeat(300_000) }));
  expect(await post(large, signed(large))).toEqual([413, 'invalid_request']);
  expect(await kept()).toEqual([]);
});

test('2,000 events at once, each twice and about nothing that is known, are kept once and answered without a limit', async () => {
  const events = Array.from({ length: 1_000 }, () => eventOf());
  const bodies = [...events, ...events].map((event) => JSON.stringify(event));
  const answers = await Promise.all(bodies.map((body) => post(body, signed(body))));
  expect(answers.filter(([status]) => status !== 200)).toEqual([]);
  expect((await kept()).sort()).toEqual(events.map(({ id }) => id).sort());
}, 60_000);

test('odd but signed events are kept and break nothing', async () => {
  const odd = [
    eventOf({ type: 'something.new' }),
    eventOf({
      data: { object: { id: 'x', object: 'unheard_of', metadata: { attempt: 'not ours', refund: "'; --" } } },
    }),
    eventOf({
      data: { object: { id: 'cs_1', object: 'checkout.session', client_reference_id: randomUUID() } },
    }),
    eventOf({ data: { object: { id: 're_1', object: 'refund', payment_intent: null, metadata: null } } }),
  ];
  for (const event of odd) {
    const body = JSON.stringify(event);
    expect(await post(body, signed(body))).toEqual([200, undefined]);
  }
  expect(await kept()).toEqual(expect.arrayContaining(odd.map(({ id }) => id)));
});
