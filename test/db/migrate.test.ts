import { openDatabase, type Database } from '../../src/db/database';
import { migrate } from '../../src/db/migrate';
import { createEmptyDatabase, createTestDatabase, onSale } from '../helpers/database';

const opened: Database[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close()));
});
const open = (url: string) => {
  const db = openDatabase({ url, maxConnections: 1, onError: () => undefined });
  opened.push(db);
  return db;
};
const empty = async () => open(await createEmptyDatabase());
const migrated = async () => {
  const db = await empty();
  await migrate(db);
  return db;
};
const sql = (db: Database, text: string) => db.transaction((tx) => tx.query(text, []));
/** As if these files had had another text when they were applied. */
const pretendChanged = (db: Database, names: string, script = '') =>
  sql(db, `UPDATE migration SET script = '${script}' WHERE name LIKE '${names}'`);
/** The parameters of each function of that name. */
const parametersOf = async (db: Database, name: string) =>
  (
    await sql(
      db,
      `SELECT pg_get_function_identity_arguments(oid) AS args FROM pg_proc WHERE proname = '${name}'`,
    )
  ).map((row) => (row as { args: string }).args);

const CLAIM_DUE = 'p_limit integer, p_lease_seconds integer, p_overdue_seconds integer';

test('an empty database gets everything, and a second run changes nothing', async () => {
  const db = await empty();
  const ran = await migrate(db);
  expect(ran).toEqual(
    expect.arrayContaining(['schema/0001_tables.sql', 'views/pre_order_now.sql', 'functions/join_line.sql']),
  );
  expect(await migrate(db)).toEqual([]);
});

test('when many processes migrate at once, one of them does it', async () => {
  const url = await createEmptyDatabase();
  const runs = await Promise.all(Array.from({ length: 5 }, () => migrate(open(url))));
  expect(runs.filter((ran) => ran.length > 0)).toHaveLength(1);
});

test('only a function whose text has changed is applied again', async () => {
  const db = await migrated();
  await sql(
    db,
    `CREATE OR REPLACE FUNCTION entry_id(p_id uuid) RETURNS text LANGUAGE sql AS $$ SELECT 'old' $$`,
  );
  await pretendChanged(db, 'functions/entry_id.sql');
  expect(await migrate(db)).toEqual(['functions/entry_id.sql']);
  const [row] = await sql(db, `SELECT length(entry_id(gen_random_uuid())) AS length`);
  expect(row).toEqual({ length: 64 });
});

test('a function with other parameters replaces the old one', async () => {
  const db = await migrated();
  await sql(db, 'DROP FUNCTION claim_due');
  const old = 'CREATE OR REPLACE FUNCTION claim_due(p_limit int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$';
  await sql(db, old);
  await pretendChanged(db, 'functions/claim_due.sql', old);
  expect(await migrate(db)).toEqual(['functions/claim_due.sql']);
  expect(await parametersOf(db, 'claim_due')).toEqual([CLAIM_DUE]);
});

test('a function that has no file any more is dropped', async () => {
  const db = await migrated();
  await sql(db, 'CREATE FUNCTION call_pre_orders(p int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$');
  await sql(db, `INSERT INTO migration (name, script) VALUES ('functions/call_pre_orders.sql', '')`);
  expect(await migrate(db)).toEqual([]);
  expect(await parametersOf(db, 'call_pre_orders')).toEqual([]);
});

test('a view that a numbered file drops comes back with the functions that return its rows', async () => {
  const db = await migrated();
  await sql(db, 'DROP VIEW pre_order_now CASCADE');
  expect(await migrate(db)).toEqual(
    expect.arrayContaining(['views/pre_order_now.sql', 'functions/hold_pre_orders.sql']),
  );
  expect(await migrate(db)).toEqual([]);
});

test('statements that a running program has prepared go on working while everything is applied again', async () => {
  const sale = await createTestDatabase();
  opened.push(sale.db);
  const running = open(sale.url);
  const event = await onSale(sale.db, { pista: 1 });
  const use = async () => {
    for (const text of [
      'SELECT * FROM pre_order_now WHERE id = ANY ($1)',
      'SELECT * FROM hold_pre_orders($1)',
      'SELECT * FROM leave_line($1)',
    ])
      await running.query({ name: text, text }, [[]]);
    await running.query({ name: 'now_serving', text: 'SELECT now_serving($1)' }, [event]);
  };
  await use();
  await pretendChanged(sale.db, 'views/%', 'old');
  await pretendChanged(sale.db, 'functions/%', 'CREATE OR REPLACE FUNCTION of_other_parameters AS $$');
  expect((await migrate(sale.db)).length).toBeGreaterThan(20);
  await use();
});

test('a database that a newer version has migrated is left alone', async () => {
  const db = await migrated();
  await sql(db, `INSERT INTO migration (name, script) VALUES ('schema/9999_next.sql', '')`);
  await pretendChanged(db, 'functions/%');
  expect(await migrate(db)).toEqual([]);
});

test('a database of an early version is refused with what to do, and stays as it is', async () => {
  const db = await empty();
  await sql(db, 'CREATE TABLE migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())');
  await sql(db, `INSERT INTO migration (name) VALUES ('0001_tables.sql'), ('0002_call.sql')`);
  await expect(migrate(db)).rejects.toMatchObject({
    name: 'IncompatibleDatabase',
    message: expect.stringMatching(/early version .* Use an empty database\..* delete its data folder/),
  });
  expect(await sql(db, 'SELECT name FROM migration')).toHaveLength(2);
});

test('a statement of a migration may take minutes', async () => {
  const db = await empty();
  const limits: (number | undefined)[] = [];
  const transaction: Database['transaction'] = (work, statementMs) => {
    limits.push(statementMs);
    return db.transaction(work, statementMs);
  };
  await migrate({ ...db, transaction });
  expect(Math.max(...limits.map((limit) => limit ?? 0))).toBeGreaterThanOrEqual(300_000);
});

/** From now on each change of the database's objects runs this first. */
const beforeEachChange = (db: Database, statement: string) =>
  db.transaction(async (tx) => {
    await tx.query(
      `CREATE FUNCTION public.slow() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN ${statement}; END $$`,
      [],
    );
    await tx.query('CREATE EVENT TRIGGER slow ON ddl_command_start EXECUTE FUNCTION public.slow()', []);
  });

test('one that takes longer than its limit is named, and Postgres is not blamed', async () => {
  const db = await migrated();
  await pretendChanged(db, 'views/pre_order_now.sql');
  await beforeEachChange(db, 'PERFORM pg_sleep(60)');
  const error = await migrate(db, { statementMs: 1_000 }).catch((failure: unknown) => failure);
  expect(error).toMatchObject({
    name: 'MigrationFailed',
    message: 'The migration views/pre_order_now.sql took longer than 1 seconds and was undone.',
  });
});

test('one that fails is named with the cause', async () => {
  const db = await migrated();
  await pretendChanged(db, 'views/pre_order_now.sql');
  await beforeEachChange(db, 'PERFORM 1 / 0');
  await expect(migrate(db)).rejects.toMatchObject({
    name: 'MigrationFailed',
    message: 'The migration views/pre_order_now.sql failed and was undone: division by zero (22012).',
  });
});

test('one that waits for a lock gives up soon, so that it does not block a sale, and may be tried again', async () => {
  const url = await createEmptyDatabase();
  const [db, buyer] = [open(url), open(url)];
  await migrate(db);
  await pretendChanged(db, 'views/pre_order_now.sql');
  const blocked = await buyer.transaction(async (tx) => {
    await tx.query('SELECT FROM pre_order_now', []);
    return migrate(db, { lockMs: 100 }).catch((failure: unknown) => failure);
  });
  expect(blocked).toMatchObject({
    name: 'NotMigrated',
    message: expect.stringMatching(
      /^The migration views\/pre_order_now\.sql needs a lock that another transaction holds/,
    ),
  });
  expect(await migrate(db)).toEqual(['views/pre_order_now.sql']);
});
