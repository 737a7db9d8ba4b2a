import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { EndedSessions } from '../../src/accounts/ended-sessions';
import { openNotifications } from '../../src/db/notifications';
import { deviceOf } from '../../src/domain/device';
import { createSessions } from '../../src/http/session';
import { knownSession, readToken } from '../../src/http/session-token';
import { accountsOf, anonymous, SECRETS, signInByCode, someone } from '../helpers/accounts';
import { createTestDatabase, type TestDatabase } from '../helpers/database';

let database: TestDatabase;
let accounts: ReturnType<typeof accountsOf>;
const fail = (error: unknown) => {
  throw error;
};
beforeAll(async () => {
  database = await createTestDatabase();
  accounts = accountsOf(database);
});
afterAll(() => database.db.close());

/** What another process knows of ended sessions. */
async function anotherProcess() {
  const ended = new EndedSessions(database.db, fail);
  const notifications = openNotifications(database.url, fail);
  notifications.onSessions(ended.add);
  await ended.open();
  const hears = (sessionId: string) =>
    new Promise<void>((resolve) => {
      ended.watch(sessionId, resolve);
      if (ended.has(sessionId)) resolve();
    });
  const stop = async () => {
    ended.close();
    await notifications.close();
  };
  return { ended, hears, stop };
}

test('a session that ends is known to every process, and to those that start later', async () => {
  const other = await anotherProcess();
  const [one, two] = [await signInByCode(accounts, someone()), anonymous()];
  const heard = [one, two].map(({ sessionId }) => other.hears(sessionId));
  await Promise.all([accounts.sessions.end(one), accounts.sessions.end(two)]);
  await Promise.all(heard);
  await other.stop();
  const late = await anotherProcess();
  for (const { sessionId } of [one, two]) expect(late.ended.has(sessionId)).toBe(true);
  await late.stop();
});

test('also where the news is lost', async () => {
  const deaf = new EndedSessions(database.db, fail);
  await deaf.open();
  const one = await signInByCode(accounts, someone());
  const heard = new Promise<void>((resolve) => deaf.watch(one.sessionId, resolve));
  await accounts.sessions.end(one);
  await heard;
  deaf.close();
});

test('a buyer sees the own sessions, and ends one, or all but one', async () => {
  const address = someone();
  const made = [];
  for (let i = 0; i < 4; i++) made.push(await signInByCode(accounts, address));
  const [one, two, three, four] = made as [
    (typeof made)[0],
    (typeof made)[0],
    (typeof made)[0],
    (typeof made)[0],
  ];
  const me = await accounts.me(four);
  expect(me.sessions.map(({ id, current }) => [id, current])).toEqual([
    ...[[four.sessionId, true]],
    ...[three, two, one].map(({ sessionId }) => [sessionId, false]),
  ]);
  expect(me.sessions[0]).toMatchObject({ device: 'Firefox · Android' });
  await accounts.sessions.endOne(four.buyerId, two.sessionId);
  await accounts.sessions.endOthers(four);
  expect((await accounts.me(four)).sessions.map(({ id }) => id)).toEqual([four.sessionId]);
  for (const ended of [one, two, three])
    await expect(accounts.sessions.requireLive(ended)).rejects.toMatchObject({ code: 'session_ended' });
});

test('nobody ends somebody else’s session, or one twice', async () => {
  const [mine, theirs] = [await signInByCode(accounts, someone()), await signInByCode(accounts, someone())];
  for (const sessionId of [theirs.sessionId, randomUUID()])
    await expect(accounts.sessions.endOne(mine.buyerId, sessionId)).rejects.toMatchObject({
      code: 'session_not_found',
    });
  await accounts.sessions.requireLive(theirs);
});

const DAY_MS = 86_400_000;
const known = { buyerId: randomUUID(), sessionId: randomUUID() };
/** Whether a token is valid whose buyer signed in, and whose token was written, so many days ago. */
const isValid = (signedIn: number, issued: number, graceMs?: number) => {
  const [at, issuedAt] = [Date.now() - signedIn * DAY_MS, Date.now() - issued * DAY_MS];
  const { token } = knownSession({ ...known, signedInAt: at }, SECRETS, issuedAt);
  return readToken(token, SECRETS, graceMs)?.sessionId === known.sessionId;
};

test('a token ends after thirty days without use, and after half a year; the API gives one more day', () => {
  expect([isValid(0, 0), isValid(29.9, 29.9, 0), isValid(179, 0, 0)]).toEqual([true, true, true]);
  expect([isValid(30.1, 30.1, 0), isValid(180.1, 0, 0)]).toEqual([false, false]);
  expect([isValid(30.9, 30.9), isValid(180.9, 0)]).toEqual([true, true]);
  expect([isValid(31.1, 31.1), isValid(181.1, 0)]).toEqual([false, false]);
});

test('who opens a page gets no day more, and a cookie that is a day old is written anew', () => {
  const renewed: string[] = [];
  const sessions = createSessions(SECRETS, { has: () => false }, ({ sessionId }) => renewed.push(sessionId));
  const opened = (signedIn: number, issued: number) => {
    const [at, issuedAt] = [Date.now() - signedIn * DAY_MS, Date.now() - issued * DAY_MS];
    const { token } = knownSession({ ...known, signedInAt: at }, SECRETS, issuedAt);
    const headers: Record<string, string> = { cookie: `bilheteria_session=${token}` };
    const request = { get: (name: string) => headers[name] } as unknown as Request;
    const cookies: string[] = [];
    const response = { cookie: (_name: string, value: string) => cookies.push(value) } as unknown as Response;
    const found = sessions.findForPage(request, response)?.sessionId;
    // The API goes on with what is a little too old for a page.
    expect(sessions.require(request).sessionId).toBe(known.sessionId);
    return [found, cookies.length];
  };
  expect(opened(0.5, 0.5)).toEqual([known.sessionId, 0]);
  expect(opened(29, 29)).toEqual([known.sessionId, 1]);
  expect(opened(30.5, 30.5)).toEqual([undefined, 0]);
  expect(opened(180.5, 1)).toEqual([undefined, 0]);
  expect(renewed).toEqual([known.sessionId]);
});

test('a token is read as it was written, and no other text is one', () => {
  const made = knownSession({ ...known, signedInAt: Date.now() }, SECRETS);
  expect(readToken(made.token, SECRETS)).toEqual(made);
  for (const token of [
    made.token.slice(1),
    `${made.token}x`,
    made.token.split('.').slice(0, 2).join('.'),
    '',
  ])
    expect(readToken(token, SECRETS)).toBeUndefined();
  expect(readToken(made.token, ['another secret'])).toBeUndefined();
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
    'Edge · Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
    'Safari · iPhone',
  ],
  ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox · Android'],
  ['curl/8.5.0', ''],
  [undefined, ''],
])('%s is shown as %j', (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device);
});
