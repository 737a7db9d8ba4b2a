/** The owner migrates; another user, who may not change tables, runs the sale (docs/deploying.md#two-database-users). */
import { openDatabase, type Database } from '../../src/db/database';
import { migrate } from '../../src/db/migrate';
import { MigrationFailed, NotMigrated } from '../../src/db/migration-errors';
import { waitFor } from '../../src/observability/wait-for';
import { onSale, request, stepsOf } from '../helpers/database';
import { createTwoUsers, type TwoUsers } from '../helpers/two-users';

let users: TwoUsers;
let owner: Database;
let app: Database;
beforeEach(async () => {
  users = await createTwoUsers();
  owner = openDatabase({ url: users.owner, onError: () => undefined });
  app = openDatabase({ url: users.app, onError: () => undefined });
});
afterEach(() => Promise.all([owner.close(), app.close()]));

const sql = (db: Database, text: string) => db.transaction((tx) => tx.query(text, []));
const DENIED = { code: '42501' };

test('a user without the right to change tables starts on a database that is up to date, and sells', async () => {
  const { appRole } = users;
  await migrate(owner, { appRole });
  expect(await migrate(app)).toEqual([]);

  const sale = stepsOf(app);
  const event = await onSale(app, { pista: 2 });
  const [bought, back] = [request(event, { pista: 1 }), request(event, { pista: 1 })];
  for (const one of [bought, back]) {
    await sale.join(one);
    expect(await sale.hold(one.preOrderId)).toMatchObject({ status: 'pre_order' });
  }
  expect(await sale.acceptCheckout(bought.preOrderId)).toMatchObject({ status: 'checking_out' });
  expect(await sale.sell(bought.preOrderId)).toMatchObject({ status: 'sold' });

  await expect(sql(app, 'CREATE TABLE more (id int)')).rejects.toMatchObject(DENIED);
  await expect(sql(app, 'ALTER TABLE event ADD COLUMN more int')).rejects.toMatchObject(DENIED);
  await expect(sql(app, 'DELETE FROM migration')).rejects.toMatchObject(DENIED);
});

test('on an empty database the error says to run migrate, and the start goes on once that has happened', async () => {
  const { appRole } = users;
  const error = await migrate(app).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(NotMigrated);
  expect((error as Error).message).toMatch(
    /needs schema\/0001_tables\.sql, .* Run bilheteria migrate as the owner .*#two-database-users/,
  );
  const said: string[] = [];
  let migrated: Promise<unknown> | undefined;
  const say = (text: string) => {
    said.push(text);
    migrated ??= migrate(owner, { appRole });
  };
  expect(await waitFor('Postgres', () => migrate(app), say)).toEqual([]);
  await migrated;
  expect(said).toEqual([expect.stringContaining('Run bilheteria migrate')]);
});

test('an outdated function is reported in the same way', async () => {
  const { appRole } = users;
  await migrate(owner, { appRole });
  await sql(owner, `UPDATE migration SET script = 'old' WHERE name = 'functions/join_line.sql'`);
  await expect(migrate(app)).rejects.toThrow(/functions\/join_line\.sql, which its user may not apply/);
});

test('a view that is created again keeps the rights', async () => {
  const { appRole } = users;
  await migrate(owner, { appRole });
  await sql(owner, 'DROP VIEW pre_order_now CASCADE');
  await migrate(owner, { appRole });
  expect(await sql(app, 'SELECT id FROM pre_order_now')).toEqual([]);
});

test('without its grants, the start ends at once with what to do', async () => {
  await migrate(owner);
  const say = jest.fn();
  await expect(waitFor('Postgres', () => migrate(app), say)).rejects.toThrow(
    /too few rights: permission denied for table migration\. Run bilheteria migrate with DATABASE_APP_ROLE/,
  );
  expect(say).not.toHaveBeenCalled();
});

test('a role that does not exist, or is the owner, ends migrate with a sentence', async () => {
  const failure = async (appRole: string) => migrate(owner, { appRole }).catch((error: unknown) => error);
  const missing = await failure('nobody "here"');
  expect(missing).toBeInstanceOf(MigrationFailed);
  expect((missing as Error).message).toContain('Postgres has no role "nobody "here""');
  expect(await failure(`${users.appRole}_owner`)).toMatchObject({
    message: expect.stringContaining('DATABASE_APP_ROLE must differ'),
  });
});
