/** Kills one of two replicas during a rush. Every answer must be kept, and every pre-order must end. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { closedLoop } from '../../bench/load';
import { ask, newBuyer, programCommand, startApp, type Answer, type App } from '../helpers/app';
import { givenServers } from '../helpers/given-servers';

const BUYERS = 150;
const CAPACITY = 60;
/** The first replica is killed after this many answers. */
const KILL_AFTER_ANSWERS = 40;
let folder: string;
let environment: Record<string, string>;
let one: App;
let two: App;

const bilheteria = async (...args: string[]) => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...programCommand(), ...args], {
    env: { ...process.env, ...environment },
  });
  return stdout + stderr;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria rush '));
  environment = { ...(await givenServers(folder)), NODE_ENV: 'production' };
  expect(await bilheteria('migrate')).toContain('search attributes: EventId, PreOrderStatus');
  expect(await bilheteria('migrate')).toContain('search attributes: up to date');
  one = await startApp(folder, environment);
  two = await startApp(folder, environment);
}, 120_000);
afterAll(async () => {
  await Promise.all([one.end('SIGTERM'), two.end('SIGTERM')]);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** What the answers to one buyer said. */
interface BuyerRecord {
  token: string;
  id?: string;
  held: boolean;
  paid: boolean;
  gaveBack: boolean;
}

/** Sends the request to the other replica if this one doesn't answer, as a load balancer does. */
async function askWithFailover(
  app: App,
  rest: string,
  method: string,
  token: string,
  body?: unknown,
  headers = {},
) {
  const send = (to: App) => ask(`${to.url}${rest}`, method, token, body, headers);
  return send(app).catch(() => send(two));
}

test('after a replica is killed, every answer is kept, every pre-order ends, and workflows agree with the database', async () => {
  await ask(`${two.url}/admin/events/rush`, 'PUT', environment['ADMIN_TOKEN'], {
    ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z', onSaleAt: '2020-01-01T00:00:00Z' },
    ...{ closesAt: '2098-01-01T00:00:00Z', maxPerBuyer: 1, holdSeconds: 5, idleSeconds: 5 },
    payment: 'none',
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1000, currency: 'BRL', capacity: CAPACITY }],
  });
  const records: BuyerRecord[] = await Promise.all(
    Array.from({ length: BUYERS }, async () => {
      return { token: await newBuyer(two), held: false, paid: false, gaveBack: false };
    }),
  );
  const order = { items: [{ ticketType: 'pista', quantity: 1 }] };
  let [answers, killed] = [0, undefined as Promise<unknown> | undefined];
  await closedLoop(BUYERS, 30, async (i) => {
    const [record, app] = [records[i] as BuyerRecord, i % 2 ? one : two];
    const headers = { 'idempotency-key': 'once', prefer: 'wait=1' };
    const answer = await askWithFailover(
      app,
      '/events/rush/pre-orders',
      'POST',
      record.token,
      order,
      headers,
    );
    expect([200, 201, 202]).toContain(answer.status);
    record.id = String(answer.body['id']);
    record.held = answer.body['status'] !== 'in_line';
    if (++answers === KILL_AFTER_ANSWERS) killed = one.end('SIGKILL');
    // A third of the buyers pay, a third give their ticket back, and a third leave the page.
    if (!record.held || i % 3 === 2) return;
    const pays = i % 3 === 0;
    const [rest, method] = pays ? ['/checkout', 'POST'] : ['', 'DELETE'];
    const end: Answer = await askWithFailover(
      app,
      `/pre-orders/${record.id}${rest}`,
      method,
      record.token,
      undefined,
      {
        prefer: 'wait=5',
      },
    );
    record.paid = pays && end.status < 203;
    record.gaveBack = !pays && end.status === 200;
  });
  await killed;
  expect(one.process.signalCode).toBe('SIGKILL');

  // A stream ends with its pre-order. No buyer acts now, so the holds of those called from the line expire.
  const ends = await Promise.all(
    records.map(async ({ id, token }) => {
      const stream = await fetch(`${two.url}/pre-orders/${id}/stream`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await stream.text();
      return (await ask(`${two.url}/pre-orders/${id}`, 'GET', token)).body;
    }),
  );
  for (const [i, { held, paid, gaveBack }] of records.entries()) {
    const { status, reason } = ends[i] as Record<string, unknown>;
    expect(['sold', 'invalidated', 'refused']).toContain(status);
    if (held) expect(status).not.toBe('refused');
    if (paid) expect(status).toBe('sold');
    if (gaveBack) expect([status, reason]).toEqual(['invalidated', 'given_back']);
  }
  const sold = ends.filter(({ status }) => status === 'sold').length;
  expect(sold).toBeGreaterThan(0);
  expect((await ask(`${two.url}/events/rush`, 'GET')).body['ticketTypes']).toMatchObject([
    { capacity: CAPACITY, available: CAPACITY - sold, held: 0, sold },
  ]);
  expect(await bilheteria('audit')).toContain('Every invariant holds.');

  const connection = await Connection.connect({ address: environment['TEMPORAL_ADDRESS'] ?? '' });
  const { workflow } = new Client({ connection, namespace: environment['TEMPORAL_NAMESPACE'] ?? '' });
  // Temporal updates its list of workflows with a delay.
  while ((await workflow.count("WorkflowType = 'preOrder' AND ExecutionStatus = 'Running'")).count > 0);
  expect((await workflow.count("EventId = 'rush' AND PreOrderStatus = 'sold'")).count).toBe(sold);
  // The workflow of the sale must still be running.
  expect(await workflow.getHandle('sale-rush').query('state')).toMatchObject({ status: 'on_sale' });
  const failed = "ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated', 'Canceled')";
  expect((await workflow.count(failed)).count).toBe(0);
  await connection.close();
}, 180_000);
