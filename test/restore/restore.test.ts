/**
 * Restores one server from a backup while the other keeps its newer state. Afterwards every invariant must hold,
 * every pre-order must end, and the sale must sell exactly its capacity.
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
import { ask, newBuyer, programCommand, startApp, type App } from '../helpers/app';
import { untilStream } from '../helpers/stream';

const run = promisify(execFile);
const HOLD_SECONDS = 60;
const CAPACITY = 6;
/** The names of each server's files in the data folder. */
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
  for (const name of (await readdir(to)).filter((file) => files.test(file)))
    await rm(path.join(to, name), { recursive: true });
  for (const name of (await readdir(from)).filter((file) => files.test(file)))
    await run('cp', ['-a', path.join(from, name), to]);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria restore '));
  backup = path.join(folder, 'backup');
  await start();
  await ask(`${app.url}/admin/events/show`, 'PUT', environment['ADMIN_TOKEN'], {
    ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z', onSaleAt: '2020-01-01T00:00:00Z' },
    ...{ closesAt: '2098-01-01T00:00:00Z', holdSeconds: HOLD_SECONDS, idleSeconds: HOLD_SECONDS },
    payment: 'none',
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
async function join(status: 'pre_order' | 'in_line'): Promise<Buyer> {
  const token = await newBuyer(app);
  const order = { items: [{ ticketType: 'pista', quantity: 1 }] };
  const answer = await ask(`${app.url}/events/show/pre-orders`, 'POST', token, order, { prefer: 'wait=10' });
  expect(answer.body).toMatchObject({ status });
  return { token, id: String(answer.body['id']) };
}
const urlOf = ({ id }: Buyer, rest = '') => `${app.url}/pre-orders/${id}${rest}`;
const statusOf = async (buyer: Buyer) => {
  const { body } = await ask(urlOf(buyer), 'GET', buyer.token);
  return body['code'] ?? body['status'];
};
const waitUntil = (buyer: Buyer, status: string) =>
  untilStream(urlOf(buyer, '/stream'), buyer.token, `"status":"${status}"`);
async function pay(buyer: Buyer): Promise<void> {
  const answer = await ask(urlOf(buyer, '/checkout'), 'POST', buyer.token, {}, { prefer: 'wait=10' });
  expect(answer).toMatchObject({ status: 200, body: { status: 'sold' } });
}
const giveBack = (buyer: Buyer) => ask(urlOf(buyer), 'DELETE', buyer.token);

/** Before the backup, one ticket is sold, five are held, and two buyers are in line. */
async function sellBeforeBackup() {
  const sold = await join('pre_order');
  await pay(sold);
  const held = [];
  for (let i = 1; i < CAPACITY; i++) held.push(await join('pre_order'));
  const [payer, idle, ...givingBack] = held as [Buyer, Buyer, ...Buyer[]];
  return { sold, payer, idle, givingBack, first: await join('in_line'), second: await join('in_line') };
}
type Buyers = Awaited<ReturnType<typeof sellBeforeBackup>>;

/**
 * After the backup, two buyers pay and three give back. Their tickets go to the two in line and to a newcomer, and one
 * more buyer waits in line.
 */
async function sellAfterBackup({ payer, givingBack, first, second }: Buyers) {
  await pay(payer);
  for (const buyer of givingBack) await giveBack(buyer);
  for (const waiting of [first, second]) await waitUntil(waiting, 'pre_order');
  await pay(first);
  return { newcomer: await join('pre_order'), last: await join('in_line') };
}

/** @returns the exit code and the output. */
async function bilheteria(...args: string[]): Promise<[number, string]> {
  const options = { env: { ...process.env, ...environment, DATA_DIR: folder } };
  try {
    return [0, (await run(process.execPath, [...programCommand(), ...args], options)).stdout];
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return [code, stdout];
  }
}

/** Expects that no workflow is running, and that the remaining tickets can be sold. */
async function expectSettled(soldNow: number): Promise<void> {
  const connection = await Connection.connect({ address: temporal.address });
  const { workflow } = new Client({ connection });
  const running = "WorkflowType = 'preOrder' AND ExecutionStatus = 'Running'";
  while ((await workflow.count(running)).count > 0) await delay(200);
  await connection.close();
  expect(await bilheteria('audit')).toEqual([0, 'Every invariant holds.\n']);
  for (let sold = soldNow; sold < CAPACITY; sold++) await pay(await join('pre_order'));
  expect((await ask(`${app.url}/events/show`, 'GET')).body['ticketTypes']).toMatchObject([
    { capacity: CAPACITY, available: 0, held: 0, sold: CAPACITY },
  ]);
  expect(await bilheteria('audit')).toEqual([0, 'Every invariant holds.\n']);
}

/** Backs up these files, continues the sale, then restores the files. */
async function restoreAfter(files: RegExp, continueSale: () => Promise<void>): Promise<void> {
  await stop();
  await copy(files, folder, backup);
  await start();
  await continueSale();
  await stop();
  await copy(files, backup, folder);
  await start();
}

test('after a restore of Postgres, every pre-order in the backup ends, lost-sales names the lost purchases, and who was erased stays erased', async () => {
  const buyers = await sellBeforeBackup();
  let [newcomer, last] = [] as unknown as [Buyer, Buyer];
  const erased = await newBuyer(app);
  const me = (method: string) => ask(`${app.url}/me`, method, erased);
  await restoreAfter(FILES.postgres, async () => {
    ({ newcomer, last } = await sellAfterBackup(buyers));
    await pay(newcomer);
    expect((await me('DELETE')).status).toBe(202);
  });
  // The backup doesn't know of the erasure, but the journal does.
  expect((await me('GET')).body).toMatchObject({ code: 'session_ended' });
  expect(await bilheteria('erasures', 'apply', '--json')).toEqual([...[0, '{"entries":1,"erased":0}\n']]);
  // The restore loses every purchase made after the backup, so the operator needs their ids.
  const [code, output] = await bilheteria('lost-sales', '--json');
  const lost = (JSON.parse(output) as { lost: { preOrderId: string; eventId: string }[] }).lost.map(
    ({ preOrderId }) => preOrderId,
  );
  expect([code, lost.sort()]).toEqual([1, [buyers.payer.id, buyers.first.id, newcomer.id].sort()]);
  for (const buyer of [newcomer, last]) expect(await statusOf(buyer)).toBe('pre_order_not_found');
  // Both buyers are in line again, as they were in the backup, and are called when the holds in the backup end.
  for (const waiting of [buyers.first, buyers.second]) {
    await waitUntil(waiting, 'pre_order');
    await pay(waiting);
  }
  for (const buyer of [buyers.payer, buyers.idle, ...buyers.givingBack])
    await waitUntil(buyer, 'invalidated');
  expect(await statusOf(buyers.sold)).toBe('sold');
  await expectSettled(3);
}, 300_000);

test('after a restore of Temporal, the database stays as it is and the workflows catch up with it', async () => {
  const buyers = await sellBeforeBackup();
  let [newcomer, last] = [] as unknown as [Buyer, Buyer];
  await restoreAfter(FILES.temporal, async () => {
    ({ newcomer, last } = await sellAfterBackup(buyers));
  });
  for (const buyer of [buyers.sold, buyers.payer, buyers.first]) expect(await statusOf(buyer)).toBe('sold');
  for (const buyer of buyers.givingBack) expect(await statusOf(buyer)).toBe('invalidated');
  // The restored Temporal has no workflow for the last two of these holds, so each gets a new one.
  for (const buyer of [buyers.idle, buyers.second, newcomer]) await waitUntil(buyer, 'invalidated');
  await waitUntil(last, 'pre_order');
  await pay(last);
  expect(await bilheteria('lost-sales')).toEqual([
    0,
    expect.stringMatching(
      /^Every sale that Temporal knows is in the database\.\nTemporal knows .* since \d{4}-/,
    ),
  ]);
  await expectSettled(4);
}, 300_000);
