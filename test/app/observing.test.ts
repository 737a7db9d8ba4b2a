/** What an operator's tools see of a sale: logs, metrics and traces of the program as it runs in production. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { TASK_QUEUE } from '../../src/contract/names';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { createTestDatabase, onSale, type TestDatabase } from '../helpers/database';
import { startOtlpReceiver, type OtlpReceiver, type Span } from '../helpers/otlp-receiver';
import { groupings, queries, selectorsOf, seriesIn } from '../helpers/observability';

const namespace = `observing-${randomUUID()}`;
const environment = {
  NODE_ENV: 'production',
  TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] as string,
  TEMPORAL_NAMESPACE: namespace,
  ADMIN_TOKEN: randomBytes(16).toString('hex'),
  SESSION_SECRET: randomBytes(16).toString('hex'),
  LOG_REQUESTS: 'info',
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20key',
  // Read by the library itself: how long spans are kept to be sent together.
  OTEL_BSP_SCHEDULE_DELAY: '100',
};

let connection: Connection;
let receiver: OtlpReceiver;
let database: TestDatabase;
let app: App;
let stderr: Interface;
const lines: string[] = [];
beforeAll(async () => {
  connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  database = await createTestDatabase();
  receiver = await startOtlpReceiver();
  app = await startApp(path.join(tmpdir(), 'bilheteria needs no folder here'), {
    ...environment,
    DATABASE_URL: database.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  stderr = createInterface(app.process.stderr as NodeJS.ReadableStream);
  stderr.on('line', (line) => lines.push(line));
}, 90_000);
afterAll(async () => {
  await app.end('SIGTERM');
  receiver.close();
  await database.db.close();
  await connection.close();
}, 60_000);

/** The line about a request, once it is written. */
async function lineOf(requestId: string): Promise<Record<string, unknown>> {
  for (;;) {
    const found = lines.find((line) => line.includes(`"requestId":"${requestId}"`));
    if (found) return JSON.parse(found) as Record<string, unknown>;
    await once(stderr, 'line');
  }
}

const order = { items: [{ ticketType: 'pista', quantity: 1 }] };

test('a request is one line with its ids, under the request id of its client', async () => {
  const eventId = await onSale(database.db, { pista: 5 });
  const token = await newBuyer(app);
  const held = await ask(`${app.url}/events/${eventId}/pre-orders`, 'POST', token, order, {
    'x-request-id': 'front-1:7f.3/a=b',
    'idempotency-key': 'the key of somebody',
  });
  expect(held.headers.get('x-request-id')).toBe('front-1:7f.3/a=b');
  const preOrderId = held.body['id'];
  expect(await lineOf('front-1:7f.3/a=b')).toMatchObject({
    ...{ level: 'info', method: 'POST', route: '/api/events/:eventId/pre-orders', status: 201 },
    ...{ eventId, preOrderId, workflowId: `pre-order-${String(preOrderId)}`, ms: expect.any(Number) },
  });
  const refused = await ask(`${app.url}/pre-orders/${randomUUID()}`, 'GET', token);
  expect(await lineOf(String(refused.headers.get('x-request-id')))).toMatchObject({
    ...{ route: '/api/pre-orders/:id', status: 404 },
  });
});

test.each(['', 'a b', 'a"b', 'x'.repeat(129), 'a,b', '{}', '%0a'])(
  'a malformed request id is replaced: %j',
  async (given) => {
    const { headers } = await ask(`${app.url}/live`, 'GET', undefined, undefined, { 'x-request-id': given });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test('the rules and the dashboard use only exported metrics and their labels', async () => {
  const eventId = await onSale(database.db, { pista: 1 }, { holdSeconds: 1, idleSeconds: 1 });
  const token = await newBuyer(app);
  const at = `${app.url}/events/${eventId}/pre-orders`;
  // Held and sold; held and run out. A workflow that no worker knows fails its task.
  await ask(at, 'POST', token, order, { prefer: 'wait=10' });
  const other = await onSale(database.db, { pista: 1 });
  const held = await ask(`${app.url}/events/${other}/pre-orders`, 'POST', token, order, {
    prefer: 'wait=10',
  });
  await ask(`${app.url}/pre-orders/${String(held.body['id'])}/checkout`, 'POST', token, {});
  const unknown = await new Client({ connection, namespace }).workflow.start('unknown', {
    ...{ workflowId: randomUUID(), taskQueue: TASK_QUEUE, workflowTaskTimeout: '1s' },
  });
  const wanted = new Set(queries.flatMap((query) => selectorsOf(query).map(({ name }) => name)));
  expect(wanted.size).toBeGreaterThan(20);

  const metrics = app.url.replace('/api', '/metrics');
  let series = new Map<string, Record<string, string>[]>();
  const until = Date.now() + 20_000;
  do series = seriesIn(await (await fetch(metrics)).text());
  while ([...wanted].some((name) => !series.has(name)) && Date.now() < until);
  expect([...wanted].filter((name) => !series.has(name))).toEqual([]);
  await unknown.terminate();

  const labelsOf = (name: string) =>
    new Set((series.get(name) ?? []).flatMap((labels) => Object.keys(labels)));
  for (const query of queries) {
    for (const { name, labels } of selectorsOf(query))
      for (const label of labels) expect([query, ...labelsOf(name)]).toContain(label.name);
    const all = new Set(selectorsOf(query).flatMap(({ name }) => [...labelsOf(name)]));
    for (const label of groupings(query)) expect([query, ...all]).toContain(label);
  }
  // Values that are named in queries, but those that only failures have.
  for (const { name, labels } of queries.flatMap(selectorsOf))
    for (const { name: label, operator, value } of labels)
      if (operator === '=' && value !== '5xx')
        expect([name, ...(series.get(name) ?? []).map((one) => one[label])]).toContain(value);
  expect((series.get('bilheteria_invariant_offenders') ?? []).length).toBe(8);
}, 60_000);

test('one trace leads from HTTP through the workflow and its activities to SQL', async () => {
  const eventId = await onSale(database.db, { pista: 5 });
  const token = await newBuyer(app);
  const theirs = '0af7651916cd43dd8448eb211c80319c';
  const held = await ask(`${app.url}/events/${eventId}/pre-orders`, 'POST', token, order, {
    ...{ prefer: 'wait=10', traceparent: `00-${theirs}-b7ad6b7169203331-01` },
  });
  const preOrderId = String(held.body['id']);
  await ask(`${app.url}/pre-orders/${preOrderId}/checkout`, 'POST', token, {});

  const about = (value: string) => (span: Span) =>
    span.attributes.some((one) => one.value['stringValue'] === value);
  const request = await receiver.find(
    (span) => span.name === 'POST /api/events/:eventId/pre-orders' && about(preOrderId)(span),
  );
  // Its parent in a client's hands is a link only.
  expect(request.parentSpanId ?? '').toBe('');
  expect(request.traceId).not.toBe(theirs);
  expect(request.links?.map(({ traceId }) => traceId)).toEqual([theirs]);

  const inTrace = (name: string) =>
    receiver.find((span) => span.traceId === request.traceId && span.name === name);
  const pathOf = (span: Span | undefined): string[] =>
    span ? [...pathOf(receiver.spans.find(({ spanId }) => spanId === span.parentSpanId)), span.name] : [];
  const names = ['join', 'sell', 'RunWorkflow:preOrder', 'StartWorkflow:preOrder'];
  await Promise.all([...names, 'RunActivity:reserveTickets', 'StartActivity:sellTickets'].map(inTrace));
  expect(pathOf(await inTrace('join'))).toEqual([request.name, 'join']);
  expect(pathOf(await inTrace('hold'))).toEqual([
    ...[request.name, 'StartWorkflow:preOrder', 'RunWorkflow:preOrder'],
    ...['StartActivity:reserveTickets', 'RunActivity:reserveTickets', 'hold'],
  ]);
  expect(pathOf(await inTrace('sell'))).toEqual(
    expect.arrayContaining([request.name, 'RunActivity:sellTickets']),
  );
  // Polling belongs to no request; the reconciler claims in an activity of its own.
  expect(receiver.spans.map(pathOf).filter((span) => span.includes('lines_to_advance'))).toEqual([]);
  for (const claim of receiver.spans.filter(({ name }) => name === 'claim_due'))
    expect(pathOf(claim)).toContain('RunActivity:reconcile');
  expect(receiver.headers()['x-key']).toBe('a key');
  expect(JSON.stringify(receiver.spans)).not.toContain(token);
});

test('nothing in the log is a secret or identifies a buyer', async () => {
  const token = await newBuyer(app);
  const bad = await ask(`${app.url}/admin/events/x/report`, 'GET', environment.ADMIN_TOKEN);
  await lineOf(String(bad.headers.get('x-request-id')));
  const log = lines.join('\n');
  const buyerId = token.split('.')[0] as string;
  const password = new URL(database.url).password;
  for (const secret of [environment.ADMIN_TOKEN, environment.SESSION_SECRET, token, buyerId, password])
    expect(log).not.toContain(secret);
  expect(log).not.toContain('the key of somebody');
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
});

test('an operator’s address, which is in the path, is in no log, metric or trace', async () => {
  const asked = async (method: string, address: string, token = environment.ADMIN_TOKEN) => {
    const answer = await ask(
      `${app.url}/admin/operators/${address}`,
      method,
      token,
      {
        put: { role: 'viewer' },
      }[method.toLowerCase()],
    );
    await lineOf(String(answer.headers.get('x-request-id')));
    return answer.status;
  };
  const address = 'canary.bird%40example.org';
  expect([await asked('PUT', address), await asked('GET', address)]).toEqual([201, 200]);
  // What is wrong with a request can't bring it there either.
  expect([await asked('PUT', `${address}%0d%0aBcc`), await asked('GET', `${address}%E0%A4%A`)]).toEqual([
    400, 400,
  ]);
  expect([await asked('GET', `${address}/more`), await asked('GET', address, 'wrong')]).toEqual([404, 403]);
  expect(await asked('DELETE', address)).toBe(204);
  const span = await receiver.find(({ name }) => name === 'DELETE /api/admin/operators/:email');
  expect(span.attributes.length).toBeGreaterThan(0);
  const metrics = await (await fetch(app.url.replace('/api', '/metrics'))).text();
  expect(metrics).toContain('/api/admin/operators/:email');
  for (const text of [lines.join('\n'), metrics, JSON.stringify(receiver.spans)])
    expect(text).not.toMatch(/canary/i);
});
