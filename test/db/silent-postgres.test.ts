import { openDatabase, type Database } from '../../src/db/database';
import { openLink, type Link } from '../faults/link';
import { createTestDatabase, type TestDatabase } from '../helpers/database';

let own: TestDatabase;
let link: Link;
let db: Database;
beforeEach(async () => {
  own = await createTestDatabase();
  const url = new URL(own.url);
  link = await openLink(Number(url.port));
  url.port = String(link.port);
  db = openDatabase({ url: url.href, onError: () => undefined });
});
afterEach(async () => {
  await link.close();
  await db.close();
  await own.db.close();
});

const sleep = (seconds: number) => ({
  name: `sleep ${seconds}`,
  text: `SELECT 1 AS one, pg_sleep(${seconds})`,
});

test('a Postgres that stops responding is soon reported as an outage, and is used again when it responds', async () => {
  await db.query(sleep(0), []);
  link.set({ kind: 'silent' });
  const inTransaction = db.transaction((tx) => tx.query('SELECT 1', []));
  await expect(db.query(sleep(0), [])).rejects.toMatchObject({ name: 'Unavailable' });
  await expect(inTransaction).rejects.toMatchObject({ name: 'Unavailable' });
  link.set({ kind: 'passes' });
  expect(await db.query(sleep(0), [])).toMatchObject([{ one: 1 }]);
}, 9_000);

test('a slow network is not mistaken for silence', async () => {
  await db.query(sleep(0), []);
  link.set({ kind: 'passes', lateMs: 600 });
  expect(await db.query(sleep(1), [])).toMatchObject([{ one: 1 }]);
}, 30_000);
