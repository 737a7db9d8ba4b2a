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

// Sooner than the 10 seconds that a statement may take on a Postgres that responds.
test('a Postgres that stops responding is soon reported as an outage, and is used again when it responds', async () => {
  await db.query(sleep(0), []);
  link.set({ kind: 'silent' });
  const inTransaction = db.transaction((tx) => tx.query('SELECT 1', []));
  await expect(db.query(sleep(0), [])).rejects.toMatchObject({ name: 'Unavailable' });
  await expect(inTransaction).rejects.toMatchObject({ name: 'Unavailable' });
  link.set({ kind: 'passes' });
  expect(await db.query(sleep(0), [])).toMatchObject([{ one: 1 }]);
}, 9_000);

test('a round trip of more than a second is not mistaken for silence', async () => {
  await db.query(sleep(0), []);
  link.set({ kind: 'passes', lateMs: 600 });
  expect(await db.query(sleep(3), [])).toMatchObject([{ one: 1 }]);
}, 30_000);

test('a long statement goes on while Postgres responds to others', async () => {
  expect(await db.query(sleep(5), [])).toMatchObject([{ one: 1 }]);
}, 20_000);

test('a blocked process does not mistake its own delay for silence', async () => {
  const long = db.query(sleep(6), []);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  for (let i = 0; i < 4; i++) {
    const until = performance.now() + 1_000;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(await long).toMatchObject([{ one: 1 }]);
}, 20_000);
