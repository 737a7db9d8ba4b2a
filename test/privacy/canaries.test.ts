/**
 * Nothing personal gets to where operators look: Temporal, logs, metrics, traces, and the texts of statements. People say
 * a word of their own in every field there is, on the program as it runs in production.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { preOrderWorkflowId } from '../../src/contract/names';
import { openTask } from '../../src/db/payments';
import { ask, startApp } from '../helpers/app';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { startFalseIssuer } from '../helpers/false-issuer';
import { startMailServer } from '../helpers/mail-server';
import { startOtlpReceiver, type OtlpReceiver } from '../helpers/otlp-receiver';
import { show } from '../helpers/show';
import { readTemporal, textOf, watchStatements } from './places';
import { ADDRESS, addressOf, MARK, said, visitor, type World } from './visitor';

const namespace = `privacy-${randomUUID()}`;
const TEMPORAL_ADDRESS = process.env['TEST_TEMPORAL_ADDRESS'] as string;
const ADMIN_TOKEN = randomBytes(16).toString('hex');
const SESSION_SECRET = randomBytes(16).toString('hex');

let connection: Connection;
let database: TestDatabase;
let receiver: OtlpReceiver;
let readStatements: () => Promise<string>;
const world = { secrets: new Set([ADMIN_TOKEN, SESSION_SECRET]) } as World;
const lines: string[] = [];
beforeAll(async () => {
  connection = await Connection.connect({ address: TEMPORAL_ADDRESS });
  const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  database = await createTestDatabase();
  [readStatements, receiver, world.mail, world.issuer] = await Promise.all([
    ...([watchStatements(database.url), startOtlpReceiver(), startMailServer()] as const),
    startFalseIssuer('elsewhere'),
  ]);
  const { issuer, clientId, clientSecret } = world.issuer.settings;
  world.app = await startApp(path.join(tmpdir(), 'bilheteria needs no folder here'), {
    ...{ NODE_ENV: 'production', LOG_LEVEL: 'trace', TRUST_PROXY: '1', MAIL_FROM: 'tickets@box.example' },
    ...{ TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: namespace, ADMIN_TOKEN, SESSION_SECRET },
    ...{ DATABASE_URL: database.url, SMTP_URL: world.mail.url },
    ...{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    OIDC_ELSEWHERE_ISSUER: issuer,
    OIDC_ELSEWHERE_CLIENT_ID: clientId,
    OIDC_ELSEWHERE_CLIENT_SECRET: clientSecret,
  });
  createInterface(world.app.process.stderr as NodeJS.ReadableStream).on('line', (line) => lines.push(line));
}, 90_000);
afterAll(async () => {
  await world.app.end('SIGTERM');
  receiver.close();
  await Promise.all([world.mail.close(), world.issuer.close(), database.db.close(), connection.close()]);
}, 60_000);

const EVENT = `rock-${randomBytes(4).toString('hex')}`;
const admin = (method: string, at: string, body?: unknown, headers = {}) =>
  ask(`${world.app.url}/admin${at}`, method, ADMIN_TOKEN, body, { 'x-forwarded-for': ADDRESS, ...headers });

/** Two browsers of one person, with places of both; every way to sign in; and what is refused. */
async function buyersComeAndGo(): Promise<string[]> {
  const [one, two, three] = [visitor(world), visitor(world), visitor(world)];
  for (const browser of [one, two, three]) expect((await browser.begin()).status).toBe(201);
  const orders = [await one.order(EVENT, 'key-one'), await two.order(EVENT, 'key-two')];
  // Mail servers repeat the address in what they say of it: first later, then.
  world.mail.replies.push(451);
  expect((await one.signInByCode(addressOf('email'))).status).toBe(200);
  expect((await two.signInByCode(addressOf('email'))).status).toBe(200);
  expect((await two.send('GET', '/me')).body).toMatchObject({
    ...{ email: addressOf('email'), sessions: [{ device: 'Firefox · Linux' }, {}] },
  });
  expect((await two.post(`${String(orders[0])}/checkout`, {}, { prefer: 'wait=10' })).body['status']).toBe(
    'sold',
  );
  expect((await one.send('DELETE', String(orders[1]))).status).toBe(200);

  const passkey = await one.addPasskey(said('passkey'));
  expect(passkey.added).toMatchObject({ status: 201, body: { name: said('passkey') } });
  expect((await passkey.signIn(three)).status).toBe(200);
  expect((await three.send('DELETE', `/me/passkeys/${passkey.id}`)).status).toBe(204);

  const elsewhere = visitor(world);
  await elsewhere.begin();
  orders.push(await elsewhere.order(EVENT, 'key-elsewhere'));
  const end = await elsewhere.signInElsewhere(said('subject'), addressOf('claim'));
  expect(end).toBe(`/events/rock?${said('next')}`);
  expect((await elsewhere.send('GET', '/me')).body['email']).toBe(addressOf('claim'));
  await elsewhere.send('DELETE', String(orders[2]));
  expect(await elsewhere.open('/account')).toBe(200);
  const { body } = await elsewhere.send('GET', '/me/export');
  expect(JSON.stringify(body)).toContain(said('subject'));
  expect((await elsewhere.send('DELETE', '/me')).status).toBe(202);
  expect((await three.post('/sign-out')).status).toBe(204);
  return orders;
}

/** Requests that are wrong, with a word of their own where they are wrong. */
async function peopleMakeMistakes(): Promise<void> {
  const browser = visitor(world);
  await browser.begin();
  const { signInId, use, mailed } = await browser.askCode(addressOf('guess'));
  const code = await mailed();
  const wrong = code === '000000' ? '000001' : '000000';
  expect((await use(wrong)).status).toBe(401);
  expect((await use(said('code'))).status).toBe(400);
  for (const body of [`{"email": ${said('json')}`, { email: said('no-address') }, { [said('member')]: 1 }])
    expect((await browser.post('/sign-in/email', body)).status).toBe(400);
  for (const at of [`/${said('path')}`, `/sign-in/email/${said('id')}`, `/sign-in/oidc/${said('provider')}`])
    expect((await browser.post(at, { code: '000000' })).status).toBe(404);
  for (const at of [`/events/${EVENT}?${said('query')}`, `/pre-orders?cursor=${said('cursor')}`])
    await browser.send('GET', at);
  const pages = [
    `/sign-in/${signInId}?next=/${said('page')}`,
    `/account?${said('page')}`,
    `/operate?${said('page')}`,
  ];
  for (const page of [...pages, `/events/${EVENT}?${said('page')}`])
    expect([page, await browser.open(page)]).toEqual([page, 200]);
  for (const page of [`/${said('page')}`, `/sign-in/${said('page')}`, `/events/${said('page')}`])
    await browser.open(page);
  const returned = `/sign-in/oidc/elsewhere/callback?error=${said('error')}&state=${said('state')}`;
  await fetch(`${world.app.url}${returned}`, { redirect: 'manual' });
  expect((await visitor(world, said('token')).send('GET', '/me')).status).toBe(401);
  // A mail that its server will never take.
  const never = visitor(world);
  await never.begin();
  world.mail.replies.push(550);
  const { offered } = world.mail;
  await never.askCode(addressOf('never'));
  await world.mail.untilOffered(offered + 1);
}

async function operatorsWork(): Promise<void> {
  const email = addressOf('operator');
  expect((await admin('PUT', `/operators/${email}`, { role: 'manager' })).status).toBe(201);
  const person = visitor(world);
  await person.begin();
  expect((await person.signInByCode(email)).status).toBe(200);
  const cookie = `bilheteria_session=${person.token ?? ''}`;
  const signedIn = await ask(`${world.app.url}/admin/session`, 'POST', undefined, {}, { cookie });
  expect(signedIn.status).toBe(204);
  const own = { cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0], 'sec-fetch-site': 'same-origin' };
  world.secrets.add(own.cookie?.split('=')[1] ?? '');
  const acts = (at: string, body = {}) =>
    ask(`${world.app.url}/admin${at}`, 'POST', undefined, body, own).then(({ status }) => status);
  expect(await acts(`/events/${EVENT}/extend`, { seconds: 60 })).toBe(200);
  expect([await acts(`/events/${EVENT}/pause`), await acts(`/events/${EVENT}/resume`)]).toEqual([200, 200]);
  expect((await admin('POST', '/session', { token: ADMIN_TOKEN, name: said('operator-name') })).status).toBe(
    204,
  );

  const service = await admin('POST', '/tokens', { name: said('service'), role: 'viewer' });
  const token = String(service.body['token']);
  world.secrets.add(token);
  expect((await ask(`${world.app.url}/events/${EVENT}`, 'GET', token)).status).toBe(200);
  expect((await admin('DELETE', `/tokens/${String(service.body['id'])}`)).status).toBe(204);
  for (const query of [`email=${addressOf('email')}`, `id=${said('find')}`])
    await admin('GET', `/pre-orders?${query}`);
  expect((await admin('GET', `/events/${EVENT}/actions`)).body['actions']).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ who: email })]) as object,
  );
  expect((await admin('DELETE', `/operators/${email}`)).status).toBe(204);
}

/** What is written beside money. No provider is configured, so a refund is refused, but only after it was read. */
async function moneyIsHandled(order: string): Promise<void> {
  const refund = { reason: said('refund-reason') };
  const key = { 'idempotency-key': said('refund-key') };
  expect((await admin('POST', `${order}/refunds`, refund, key)).status).toBe(503);
  await openTask(database.db, { kind: 'refund_failed', subject: 'a refund', eventId: EVENT });
  const { body } = await admin('GET', `/tasks?eventId=${EVENT}`);
  const [{ id } = { id: 0 }] = body['tasks'] as { id: number }[];
  const done = await admin('POST', `/tasks/${id}/done`, { note: said('task-note') });
  expect(done).toMatchObject({ status: 200, body: { detail: { note: said('task-note') } } });
}

/** Brings a word to each place, as a mistake in the program would. */
async function leak(word: string, client: Client): Promise<void> {
  const path = `/api/events/${EVENT}`;
  await ask(world.app.url.replace('/api', path), 'GET', undefined, undefined, { 'x-request-id': word });
  expect((await admin('PUT', `/events/${word}`, show(1))).status).toBe(201);
  await visitor(world).begin();
  await receiver.find((span) => textOf(span).includes(word));
  const memo = { leaked: { word } };
  const leaked = await client.workflow.start('leak', { workflowId: 'leak', taskQueue: 'nobody', memo });
  await leaked.terminate();
  await database.db.query({ name: 'leak', text: `SELECT '${word}'` }, []);
}

/** Where a text has one of these, each with what stands around it. */
function search(text: string, wanted: string[]): string[] {
  const pattern = new RegExp(`.{0,60}(?:${wanted.join('|')}).{0,60}`, 'gi');
  return [...text.matchAll(pattern)].map(([found]) => found);
}

const personal = () => {
  const escaped = [...world.secrets].map((secret) => secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // A code of six digits is not any part of a longer number.
  return [MARK, ADDRESS.replaceAll('.', '\\.'), ...escaped.map((secret) => `(?<![\\w.-])${secret}(?!\\w)`)];
};

test('nothing that a person says is in Temporal, a log, a metric, a trace, or the text of a statement', async () => {
  expect((await admin('PUT', `/events/${EVENT}`, show(20))).status).toBe(201);
  const orders = await buyersComeAndGo();
  await peopleMakeMistakes();
  await operatorsWork();
  await moneyIsHandled(String(orders[0]));
  expect(world.secrets.size).toBeGreaterThan(20);
  const client = new Client({ connection, namespace });
  for (const at of orders)
    await client.workflow.getHandle(preOrderWorkflowId(at.split('/').at(-1) ?? '')).result();
  const leaked = `leak-${randomBytes(6).toString('hex')}`;
  await leak(leaked, client);

  const metrics = await (await fetch(world.app.url.replace('/api', '/metrics'))).text();
  const temporal = await readTemporal(client, namespace);
  // What is left of the log and the traces is written at the end.
  await world.app.end('SIGTERM');
  const places = {
    ...{ temporal, log: lines.join('\n'), metrics, traces: textOf(receiver.spans) },
    statements: await readStatements(),
  };
  // Everything was there to be found, and what is planted is found.
  const expected = {
    temporal: [EVENT, `{"word":"${leaked}"}`, 'sign-in-code', 'operator-invitation', 'MailRefused'],
    log: [`"eventId":"${EVENT}"`, leaked, '"route":"/api/sign-in/email/:signInId"'],
    metrics: [EVENT, leaked, '/api/sign-in/oidc/:providerId/callback'],
    traces: [EVENT, leaked, 'POST /api/sign-in/passkey', 'DELETE /api/admin/operators/:email'],
    statements: [leaked, 'merge_buyers', 'INSERT INTO passkey', 'INSERT INTO oidc_identity'],
  };
  for (const [place, text] of Object.entries(places)) {
    const wanted = expected[place as keyof typeof expected];
    expect([place, wanted.filter((word) => !text.includes(word))]).toEqual([place, []]);
    expect(search(text, [leaked]).length).toBeGreaterThan(0);
    expect([place, search(text, personal())]).toEqual([place, []]);
  }
}, 120_000);
