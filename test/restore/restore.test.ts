/**
 * A backup of one server goes back in while the other has gone on: the program ends in a state in which every
 * invariant holds, every pre-order ends, and the sale goes on to exactly the capacity.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres';
import { startEmbeddedTemporal, type EmbeddedTemporal } from '../../src/embedded/temporal';
import { findTemporalCli } from '../../src/embedded/temporal-cli';
import { ask, newBuyer, PROGRAM, startApp, type App } from '../helpers/app';
import { untilStream } from '../helpers/stream';

const run = promisify(execFile);
const HOLD_SECONDS = 60;
const CAPACITY = 6;
/** The files of each in the data folder. */
const FILES = { postgres: /^postgres$/, temporal: /^temporal\.db/ };

let folder: string;
let backup: string;
let postgres: EmbeddedPostgres;
let temporal: EmbeddedTemporal;
let app: App;
const environment: Record<string, string> = {
  ADMIN_TOKEN: randomBytes(16).toString('hex'),
  SESSION_SECRET: randomBytes(16).toString('hex'),
};

async function start(): Promise<void> {
  const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], () => undefined);
  postgres = await startEmbeddedPostgres(folder);
  temporal = await startEmbeddedTemporal(folder, cli, 0);
  Object.assign(environment, { DATABASE_URL: postgres.url, TEMPORAL_ADDRESS: temporal.address });
  app = await startApp(folder, environment);
}
async function stop(): Promise<void> {
  await app.end('SIGTERM');
  await temporal.stop();
  await postgres.stop();
}
async function copy(files: RegExp, from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of (await readdir(to)).filter((one) => files.test(one)))
    await rm(path.join(to, name), { recursive: true });
  for (const name of (await readdir(from)).filter((one) => files.test(one)))
    await run('cp', ['-a', path.join(from, name), to]);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria restore '));
  backup = path.join(folder, 'backup');
  await start();
  await ask(`${app.url}/admin/events/show`, 'PUT', environment['ADMIN_TOKEN'], {
    ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z', onSaleAt: '2020-01-01T00:00:00Z' },
    ...{ closesAt: '2098-01-01T00:00:00Z', holdSeconds: HOLD_SECONDS, idleSeconds: HOLD_SECONDS },
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1000, currency: 'BRL', capacity: CAPACITY }],
  });
}, 60_000);
afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

interface Buyer {
  token: string;
  id: string;
}
async function joins(status: 'pre_order' | 'in_line'): Promise<Buyer> {
  const token = await newBuyer(app);
  const order = { items: [{ ticketType: 'pista', quantity: 1 }] };
  const answer = await ask(`${app.url}/events/show/pre-orders`, 'POST', token, order, { prefer: 'wait=10' });
  expect(answer.body).toMatchObject({ status });
  return { token, id: String(answer.body['id']) };
}
const at = ({ id }: Buyer, rest = '') => `${app.url}/pre-orders/${id}${rest}`;
const statusOf = async (buyer: Buyer) => {
  const { body } = await ask(at(buyer), 'GET', buyer.token);
  return body['code'] ?? body['status'];
};
const until = (buyer: Buyer, status: string) =>
  untilStream(at(buyer, '/stream'), buyer.token, `"status":"${status}"`);
async function pays(buyer: Buyer): Promise<void> {
  const answer = await ask(at(buyer, '/checkout'), 'POST', buyer.token, {}, { prefer: 'wait=10' });
  expect(answer).toMatchObject({ status: 200, body: { status: 'sold' } });
}
const givesBack = (buyer: Buyer) => ask(at(buyer), 'DELETE', buyer.token);

/** Before the backup: one sold, five hold, two wait. */
async function before() {
  const sold = await joins('pre_order');
  await pays(sold);
  const held = [];
  for (let i = 1; i < CAPACITY; i++) held.push(await joins('pre_order'));
  const [payer, leaver, ...givers] = held as [Buyer, Buyer, ...Buyer[]];
  return { sold, payer, leaver, givers, first: await joins('in_line'), second: await joins('in_line') };
}
type Before = Awaited<ReturnType<typeof before>>;

/** After it: two pay; three give back, so that those in line and somebody new hold; another one waits. */
async function after({ payer, givers, first, second }: Before) {
  await pays(payer);
  for (const giver of givers) await givesBack(giver);
  for (const waiting of [first, second]) await until(waiting, 'pre_order');
  await pays(first);
  return { young: await joins('pre_order'), last: await joins('in_line') };
}

/** @returns its exit code and what it said. */
async function bilheteria(...args: string[]): Promise<[number, string]> {
  const options = { env: { ...process.env, ...environment, DATA_DIR: folder } };
  try {
    return [0, (await run(process.execPath, [...PROGRAM, ...args], options)).stdout];
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return [code, stdout];
  }
}

/** Nothing is under way any more, in neither of the servers, and what is left can be sold. */
async function expectSettled(soldNow: number): Promise<void> {
  const connection = await Connection.connect({ address: temporal.address });
  const { workflow } = new Client({ connection });
  const running = "WorkflowType = 'preOrder' AND ExecutionStatus = 'Running'";
  while ((await workflow.count(running)).count > 0) await delay(200);
  await connection.close();
  expect(await bilheteria('audit')).toEqual([0, 'Every invariant holds.\n']);
  for (let sold = soldNow; sold < CAPACITY; sold++) await pays(await joins('pre_order'));
  expect((await ask(`${app.url}/events/show`, 'GET')).body['ticketTypes']).toMatchObject([
    { capacity: CAPACITY, available: 0, held: 0, sold: CAPACITY },
  ]);
  expect(await bilheteria('audit')).toEqual([0, 'Every invariant holds.\n']);
}

/** Goes on after a backup of these files, then puts them back. */
async function restoreWhile(files: RegExp, goOn: () => Promise<void>): Promise<void> {
  await stop();
  await copy(files, folder, backup);
  await start();
  await goOn();
  await stop();
  await copy(files, backup, folder);
  await start();
}

test('after a restore of Postgres every remembered pre-order ends, and lost purchases are named', async () => {
  const all = await before();
  let [young, last] = [] as unknown as [Buyer, Buyer];
  await restoreWhile(FILES.postgres, async () => {
    ({ young, last } = await after(all));
    await pays(young);
  });
  // Who paid after the backup: their answers are lost with the rows, and not silently.
  const [code, said] = await bilheteria('lost-sales', '--json');
  const lost = (JSON.parse(said) as { preOrderId: string; eventId: string }[]).map((one) => one.preOrderId);
  expect([code, lost.sort()]).toEqual([1, [all.payer.id, all.first.id, young.id].sort()]);
  for (const buyer of [young, last]) expect(await statusOf(buyer)).toBe('pre_order_not_found');
  // Who waited then waits again, whatever became of it in the lost time, and is called when the holds of then have ended.
  for (const waiting of [all.first, all.second]) {
    await until(waiting, 'pre_order');
    await pays(waiting);
  }
  for (const buyer of [all.payer, all.leaver, ...all.givers]) await until(buyer, 'invalidated');
  expect(await statusOf(all.sold)).toBe('sold');
  await expectSettled(3);
}, 300_000);

test('after a restore of Temporal the rows stay, and its workflows catch up with them', async () => {
  const all = await before();
  let [young, last] = [] as unknown as [Buyer, Buyer];
  await restoreWhile(FILES.temporal, async () => {
    ({ young, last } = await after(all));
  });
  for (const buyer of [all.sold, all.payer, all.first]) expect(await statusOf(buyer)).toBe('sold');
  for (const buyer of all.givers) expect(await statusOf(buyer)).toBe('invalidated');
  // No workflow knew of the last two of these holds: each gets one.
  for (const buyer of [all.leaver, all.second, young]) await until(buyer, 'invalidated');
  await until(last, 'pre_order');
  await pays(last);
  expect(await bilheteria('lost-sales')).toEqual([0, 'Every sale that Temporal knows is in the database.\n']);
  await expectSettled(4);
}, 300_000);
