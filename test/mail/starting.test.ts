/** Mails get their workflows, whatever fails between the row and the start. */
import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '../../src/db/database';
import { claimDueMails, insertMail } from '../../src/db/mail';
import { createMailDelay } from '../../src/mail/delay';
import { startMails } from '../../src/mail/starter';
import { createTestDatabase, type TestDatabase } from '../helpers/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.db.close());
beforeEach(() => database.db.query({ name: 'no_mails', text: 'DELETE FROM mail' }, []));

async function queue(): Promise<string> {
  const id = randomUUID();
  const row = { id, kind: 'sign-in-code', sealed: Buffer.from('sealed'), worthlessAt: undefined };
  await database.db.transaction((tx) => insertMail(tx, row));
  return id;
}
/** How long each mail's workflow is promised for, in seconds. */
const leases = async () => {
  const text = `SELECT id, extract(epoch FROM lease_until - clock_timestamp())::float8 AS seconds FROM mail`;
  const rows = await database.db.query<{ id: string; seconds: number }>({ name: 'leases', text }, []);
  return new Map(rows.map(({ id, seconds }) => [id, seconds]));
};
/** Starts mails until a start has failed. */
const failOnce = (db: Database) =>
  new Promise<void>((resolve) => {
    const start = () => Promise.reject(new Error('Temporal is away'));
    const stop = startMails(db, 20, start, () => {
      stop();
      resolve();
    });
  });

/** A code is worth nothing after ten minutes. */
const SOON_SECONDS = 60;

test('what could not be started is due again long before a code is too old, and so are those claimed with it', async () => {
  const ids = await Promise.all(Array.from({ length: 5 }, queue));
  await failOnce(database.db);
  const after = await leases();
  for (const id of ids) expect(after.get(id)).toBeLessThan(SOON_SECONDS);
});

test('a mail whose workflow was started is left to it', async () => {
  const id = await queue();
  const started = await new Promise<string>((resolve, reject) => {
    let seen = '';
    const start = (mail: { id: string }) => Promise.resolve(void (seen ||= mail.id));
    const stop = startMails(database.db, 20, start, reject);
    const look = async (): Promise<void> => {
      if (((await leases()).get(id) ?? 0) < SOON_SECONDS) return look();
      stop();
      resolve(seen);
    };
    look().catch(reject);
  });
  expect(started).toBe(id);
  expect(await claimDueMails(database.db, 10, 1)).toEqual([]);
});

test('processes share the mails: none is claimed twice', async () => {
  const ids = await Promise.all(Array.from({ length: 30 }, queue));
  const turns = Array.from({ length: 10 }, () => claimDueMails(database.db, 5, 60));
  const claimed = (await Promise.all(turns)).flat().map(({ id }) => id);
  expect(new Set(claimed).size).toBe(claimed.length);
  const rest = (await claimDueMails(database.db, 50, 60)).map(({ id }) => id);
  expect([...claimed, ...rest].sort()).toEqual(ids.sort());
});

test('processes together start no more mails in a second than the mail server takes', async () => {
  await Promise.all(Array.from({ length: 40 }, queue));
  const claim = async () => {
    const turns = await Promise.all(Array.from({ length: 4 }, () => claimDueMails(database.db, 10, 60)));
    return turns.flat().length;
  };
  /** However slow the test is. */
  const claimedAgo = (seconds: number) => {
    const text = `UPDATE mail SET claimed_at = now() - make_interval(secs => $1) WHERE claimed_at IS NOT NULL`;
    return database.db.query({ name: 'claimed_ago', text }, [seconds]);
  };
  expect(await claim()).toBe(10);
  await claimedAgo(-60);
  expect(await claim()).toBe(0);
  await claimedAgo(1);
  expect(await claim()).toBe(10);
});

test('a server that takes less than one mail in a second gets one in several', async () => {
  await Promise.all(Array.from({ length: 3 }, queue));
  expect(await claimDueMails(database.db, 0.1, 60)).toHaveLength(1);
  const text = 'UPDATE mail SET claimed_at = now() - make_interval(secs => $1) WHERE claimed_at IS NOT NULL';
  await database.db.query({ name: 'claimed_before', text }, [4]);
  expect(await claimDueMails(database.db, 0.1, 60)).toEqual([]);
  await database.db.query({ name: 'claimed_before', text }, [10]);
  expect(await claimDueMails(database.db, 0.1, 60)).toHaveLength(1);
});

/** Adds a mail that was queued, and sent or given up, so many seconds ago. */
const addMail = (queued: number, ended?: number, status = 'sent') => {
  const text = `INSERT INTO mail (id, kind, sealed, status, created_at, ended_at)
    SELECT gen_random_uuid(), 'sign-in-code', CASE WHEN $2::int IS NULL THEN ''::bytea END,
      CASE WHEN $2 IS NULL THEN 'queued' ELSE $3 END,
      now() - make_interval(secs => $1), now() - make_interval(secs => $2)`;
  return database.db.query({ name: 'add_mail', text }, [queued, ended ?? null, status]);
};
const delay = () => createMailDelay(database.db, 20)();

test('while the mail server takes nothing, mails wait at least as long as others have', async () => {
  await addMail(310, 305);
  await addMail(300);
  await addMail(200);
  await addMail(250, 100, 'expired');
  expect(await delay()).toBeGreaterThanOrEqual(300);
  // It takes some again; what its receiver's server defers says nothing about others.
  await addMail(150, 10);
  expect(await delay()).toBe(1);
});

test('a mail that is on its way says nothing about the server', async () => {
  await addMail(1);
  expect(await delay()).toBe(1);
});

test('how long mails wait is answered from what was read, for those who ask at the same moment', async () => {
  const ids = await Promise.all(Array.from({ length: 30 }, queue));
  const own = openDatabase({ url: database.url, onError: () => undefined });
  const delaySeconds = createMailDelay(own, 20);
  expect(await delaySeconds()).toBe(2);
  await own.close();
  // Read again, it would fail now.
  expect(await delaySeconds()).toBe(2);
  expect(ids).toHaveLength(30);
});
