import { randomUUID } from 'node:crypto';
import { EndedSessions } from '../../src/accounts/ended-sessions';
import { removeSignInLeftovers } from '../../src/accounts/remove-leftovers';
import { openDatabase } from '../../src/db/database';
import { timedUuid } from '../../src/domain/timed-uuid';
import { newSession, readToken } from '../../src/http/session-token';
import { SECRETS } from '../helpers/accounts';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { rowsRead } from '../helpers/rows-read';

let t: TestDatabase;
beforeEach(async () => (t = await createTestDatabase()));
afterEach(() => t.db.close());

/** Adds so many rows of each kind, that are so many days old; an expiry is then so many days ago. */
async function addAll(days: number, count = 1): Promise<void> {
  const at = `now() - make_interval(secs => $1::float8 * 86400)`;
  const inserts = [
    `INSERT INTO challenge (purpose, id, session_id, expires_at)
     SELECT 'passkey', gen_random_uuid(), gen_random_uuid(), ${at} FROM generate_series(1, $2)`,
    `INSERT INTO email_code (id, session_id, email, email_key, code_hmac, created_at, expires_at)
     SELECT gen_random_uuid(), gen_random_uuid(), 'a@example.org', 'a@example.org', '', ${at}, ${at}
     FROM generate_series(1, $2)`,
    `INSERT INTO operator_session (id, name, expires_at)
     SELECT gen_random_uuid(), 'Ana', ${at} FROM generate_series(1, $2)`,
    `INSERT INTO mail (id, kind, status, created_at, ended_at)
     SELECT gen_random_uuid(), 'sign-in-code', 'sent', ${at}, ${at} FROM generate_series(1, $2)`,
    `INSERT INTO session (id, buyer_id, device, created_at, last_used_at)
     SELECT gen_random_uuid(), gen_random_uuid(), 'Firefox', ${at}, ${at} FROM generate_series(1, $2)`,
    // Anonymous ones, under an id without a time and under one with.
    `INSERT INTO session (id, buyer_id, device, created_at, ended_at)
     SELECT id, id, '', ${at}, ${at} FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $2)) s`,
    `INSERT INTO session (id, buyer_id, device, created_at, ended_at)
     SELECT id, id, '', ${at}, ${at} FROM (SELECT overlay(gen_random_uuid()::text PLACING '7' FROM 15)::uuid AS id
       FROM generate_series(1, $2)) s`,
    `INSERT INTO webhook_inbox (id, type, object_id, created_at, received_at, handle_at, handled_at)
     SELECT 'evt_' || gen_random_uuid(), 'charge.refunded', 'ch_1', ${at}, ${at}, NULL, ${at} FROM generate_series(1, $2)`,
    `INSERT INTO webhook_inbox (id, type, object_id, created_at, received_at, handle_at)
     SELECT 'evt_' || gen_random_uuid(), 'charge.refunded', 'ch_1', ${at}, ${at}, NULL FROM generate_series(1, $2)`,
  ];
  for (const [i, text] of inserts.entries()) await t.db.query({ name: `insert ${i}`, text }, [days, count]);
}

const KINDS = {
  challenges: 'challenge WHERE true',
  codes: 'email_code WHERE true',
  'operators’ sessions': 'operator_session WHERE true',
  mails: 'mail WHERE true',
  'known sessions': 'session WHERE id <> buyer_id',
  'anonymous sessions without a time': `session WHERE id = buyer_id AND substr(id::text, 15, 1) = '4'`,
  'anonymous sessions with a time': `session WHERE id = buyer_id AND substr(id::text, 15, 1) = '7'`,
  webhooks: 'webhook_inbox WHERE handled_at IS NOT NULL',
  'webhooks about nothing known': 'webhook_inbox WHERE handled_at IS NULL',
};

/** How many rows of each kind there are. */
async function left(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [kind, from] of Object.entries(KINDS)) {
    const text = `SELECT count(*)::int AS n FROM ${from}`;
    counts[kind] = (await t.db.query<{ n: number }>({ name: kind, text }, []))[0]?.n ?? NaN;
  }
  return counts;
}

/** Of a row of each kind that is so old. */
async function kindsLeftAfter(days: number): Promise<string[]> {
  await t.db.query(
    { name: 'empty', text: 'TRUNCATE challenge, email_code, operator_session, mail, session, webhook_inbox' },
    [],
  );
  await addAll(days);
  await removeSignInLeftovers(t.db);
  return Object.entries(await left()).flatMap(([kind, n]) => (n > 0 ? [kind] : []));
}

test('each kind is removed once nothing can need it any more, and not before', async () => {
  const [, codes, , mails, known, anonymous, timed, webhooks, unknown] = Object.keys(KINDS);
  expect(await kindsLeftAfter(-0.01)).toEqual(Object.keys(KINDS));
  expect(await kindsLeftAfter(0.01)).toEqual([codes, mails, known, anonymous, timed, webhooks, unknown]);
  expect(await kindsLeftAfter(0.99)).toContain(codes);
  expect(await kindsLeftAfter(1.01)).toEqual([mails, known, anonymous, timed, webhooks, unknown]);
  expect(await kindsLeftAfter(6.99)).toContain(mails);
  expect(await kindsLeftAfter(7.01)).toEqual([known, anonymous, timed, webhooks, unknown]);
  expect(await kindsLeftAfter(29.99)).toContain(webhooks);
  expect(await kindsLeftAfter(30.01)).toEqual([known, anonymous, timed, unknown]);
  expect(await kindsLeftAfter(89.99)).toContain(unknown);
  expect(await kindsLeftAfter(90.01)).toEqual([known, anonymous, timed]);
  expect(await kindsLeftAfter(180.99)).toContain(known);
  expect(await kindsLeftAfter(181.01)).toEqual([anonymous, timed]);
  expect(await kindsLeftAfter(400.99)).toContain(timed);
  expect(await kindsLeftAfter(401.01)).toEqual([anonymous]);
});

test('a mail that waits to be sent is never removed', async () => {
  const text = `INSERT INTO mail (id, kind, sealed, created_at)
    VALUES (gen_random_uuid(), 'sign-in-code', 'x', now() - interval '400 days')`;
  await t.db.query({ name: 'waits', text }, []);
  await removeSignInLeftovers(t.db);
  expect((await left())['mails']).toBe(1);
});

test('more than a batch is removed, by several processes at once', async () => {
  await addAll(500, 2_500);
  await addAll(-1, 3);
  await Promise.all([1, 2, 3].map(() => removeSignInLeftovers(t.db)));
  for (const [kind, n] of Object.entries(await left()))
    expect([kind, n]).toEqual([kind, n > 100 ? 2_503 : 3]);
  expect((await left())['anonymous sessions without a time']).toBe(2_503);
});

test.each([
  ['planned while the tables were empty', undefined],
  ['planned again, with statistics of other tables only', 'ANALYZE buyer, mail'],
])('a run reads few rows, however full the tables are, %s', async (_when, analyze) => {
  const db = openDatabase({ url: t.url, maxConnections: 1, onError: () => undefined });
  for (let i = 0; i < 6; i++) await removeSignInLeftovers(db);
  // Young ones of all kinds, and old ones of the only kind that stays for ever.
  await addAll(-1, 3_000);
  await addAll(500, 1);
  const old = `INSERT INTO session (id, buyer_id, device, created_at, ended_at)
    SELECT id, id, '', now() - interval '500 days', now()
    FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 3000)) s`;
  await t.db.query({ name: 'old', text: old }, []);
  if (analyze) await t.db.query({ name: 'analyze', text: analyze }, []);
  const before = await rowsRead(db);
  await removeSignInLeftovers(db);
  expect((await rowsRead(db)) - before).toBeLessThan(100);
  await db.close();
});

const DAY_MS = 86_400_000;

test('an anonymous session lasts 400 days, and one whose buyer has an id without a time goes on', () => {
  const isValid = (days: number, graceMs?: number) => {
    const made = newSession(SECRETS, Date.now() - days * DAY_MS);
    const read = readToken(made.token, SECRETS, graceMs);
    if (read) expect(read).toEqual(made);
    return read !== undefined;
  };
  expect([isValid(0, 0), isValid(399.9, 0), isValid(400.9)]).toEqual([true, true, true]);
  expect([isValid(400.1, 0), isValid(401.1)]).toEqual([false, false]);
});

test('an ended session stays ended for every process for as long as its token is valid', async () => {
  const [timed, untimed] = [timedUuid(Date.now() - 390 * DAY_MS), randomUUID()];
  for (const [id, days] of [
    [timed, 390],
    [untimed, 2_000],
  ] as const) {
    const text = `INSERT INTO session (id, buyer_id, device, created_at, ended_at)
      VALUES ($1, $1, '', now() - make_interval(days => $2), now() - make_interval(days => $2))`;
    await t.db.query({ name: 'ended', text }, [id, days]);
  }
  await removeSignInLeftovers(t.db);
  const ended = new EndedSessions(t.db, (error) => {
    throw error;
  });
  await ended.open();
  ended.close();
  expect([ended.has(timed), ended.has(untimed)]).toEqual([true, true]);
});
