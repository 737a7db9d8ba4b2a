/** The program behind a real PgBouncer with its default settings. */
import { Client } from 'pg';
import { openDatabase, type Database } from '../../src/db/database';
import { migrate } from '../../src/db/migrate';
import { openNotifications } from '../../src/db/notifications';
import { requireSessions, TransactionPooling } from '../../src/db/sessions';
import { waitFor } from '../../src/observability/wait-for';
import { createEmptyDatabase, onSale, request, stepsOf } from '../helpers/database';
import { describeWithPgBouncer, startPgBouncer, type PgBouncer } from '../helpers/pgbouncer';

/** What a session of the program has set. */
const SETTINGS = {
  name: 'settings',
  text: `SELECT current_setting('statement_timeout') AS statement,
    current_setting('idle_in_transaction_session_timeout') AS idle,
    current_setting('enable_seqscan') AS seqscan, current_setting('plan_cache_mode') AS plans`,
};
const LIMITED = { statement: '5s', idle: '10s', seqscan: 'off', plans: 'force_generic_plan' };

let url: string;
beforeAll(async () => (url = await createEmptyDatabase()));

test('a direct connection keeps its session, and has the limits', async () => {
  await requireSessions(url);
  const db = openDatabase({ url, onError: () => undefined });
  expect(await db.query(SETTINGS, [])).toEqual([LIMITED]);
  await db.close();
});

describeWithPgBouncer('session pooling', () => {
  let pooler: PgBouncer;
  let db: Database;
  const errors: unknown[] = [];
  beforeAll(async () => {
    pooler = await startPgBouncer(url, { pool_mode: 'session' });
    await requireSessions(pooler.url);
    db = openDatabase({ url: pooler.url, onError: (error) => errors.push(error) });
    await migrate(db);
  });
  afterAll(async () => {
    await db.close();
    await pooler.stop();
  });

  test('every connection has the limits, also one that another program has used', async () => {
    const foreign = new Client({ connectionString: pooler.url });
    await foreign.connect();
    await foreign.query('SET statement_timeout = 0; SET enable_seqscan = on');
    await foreign.end();
    const all = await Promise.all(Array.from({ length: 12 }, () => db.query(SETTINGS, [])));
    expect(all.flat()).toEqual(Array.from({ length: 12 }, () => LIMITED));
  });

  test('nothing of ours stays in the session that the next program gets', async () => {
    const own = openDatabase({ url: pooler.url, maxConnections: 1, onError: (error) => errors.push(error) });
    await own.query(SETTINGS, []);
    await own.close();
    const foreign = new Client({ connectionString: pooler.url });
    await foreign.connect();
    expect((await foreign.query(SETTINGS.text)).rows).toEqual([
      { statement: '0', idle: '0', seqscan: 'on', plans: 'auto' },
    ]);
    await foreign.end();
  });

  test('other processes hear of changes', async () => {
    const notifications = openNotifications(pooler.url, (error) => errors.push(error));
    const eventId = await onSale(db, { pista: 1 });
    const heard = new Promise<void>((resolve) => notifications.listen(eventId, () => resolve()));
    await stepsOf(db).join(request(eventId, { pista: 1 }));
    await heard;
    await notifications.close();
    expect(errors).toEqual([]);
  });

  test("what waiting can't mend ends the start, as without a pooler", async () => {
    const elsewhere = new URL(pooler.url);
    elsewhere.pathname = 'nowhere';
    const start = (href: string) => waitFor('Postgres', () => requireSessions(href), jest.fn());
    await expect(start(elsewhere.href)).rejects.toThrow(
      'Postgres has no such database: database "nowhere" does not exist.',
    );
    elsewhere.pathname = new URL(url).pathname;
    elsewhere.searchParams.set('options', '-c work_mem=8MB');
    await expect(start(elsewhere.href)).rejects.toThrow(
      'The pooler refuses a start-up option: unsupported startup parameter: options.',
    );
    const wrong = new URL(url);
    wrong.password = 'wrong';
    const misled = await startPgBouncer(wrong.href, { pool_mode: 'session' });
    await expect(start(misled.url)).rejects.toThrow(
      'Postgres refuses the login: password authentication failed',
    );
    await misled.stop();
  });
});

describeWithPgBouncer.each<[string, Record<string, string>]>([
  ['transaction pooling', { pool_mode: 'transaction' }],
  ['transaction pooling in turn', { pool_mode: 'transaction', server_round_robin: '1' }],
  ['transaction pooling with one session', { pool_mode: 'transaction', default_pool_size: '1' }],
  ['statement pooling', { pool_mode: 'statement' }],
])('%s', (_what, settings) => {
  let pooler: PgBouncer;
  beforeAll(async () => (pooler = await startPgBouncer(url, settings)));
  afterAll(() => pooler.stop());

  test('is found', async () => {
    await expect(requireSessions(pooler.url)).rejects.toThrow(TransactionPooling);
  });

  test('is found while others use the pooler', async () => {
    let done = false;
    const others = Array.from({ length: 5 }, async () => {
      const client = new Client({ connectionString: pooler.url });
      await client.connect();
      while (!done) await client.query('SELECT 1');
      await client.end();
    });
    await expect(requireSessions(pooler.url)).rejects.toThrow(TransactionPooling);
    done = true;
    await Promise.all(others);
  });
});
