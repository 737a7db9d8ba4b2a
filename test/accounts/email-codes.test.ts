import { readBuyer } from '../../src/db/buyers';
import { accountsOf, anonymous, signInByCode, someone, useAccounts } from '../helpers/accounts';

const own = useAccounts();

const use = (
  session: ReturnType<typeof anonymous>,
  signInId: string,
  code: string,
  idempotencyKey?: string,
) => own.accounts.emailCodes.use(session, { signInId, code, idempotencyKey }, 'Firefox · Android');
const ask = (session: ReturnType<typeof anonymous>, address = someone()) =>
  own.accounts.emailCodes.ask(session, address, 'en');
const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
/** Makes a code as old as that. */
const age = (signInId: string, seconds: number) =>
  own.database.db.query(
    {
      name: 'age_code',
      text: `UPDATE email_code SET created_at = created_at - make_interval(secs => $2),
        expires_at = expires_at - make_interval(secs => $2) WHERE id = $1`,
    },
    [signInId, seconds],
  );

test('the code of a mail makes its buyer known, who keeps the id; the old session ends', async () => {
  const [session, address] = [anonymous(), someone()];
  const made = await signInByCode(own.accounts, address, session);
  expect(made).toMatchObject({ buyerId: session.buyerId, email: address.email });
  expect(made.sessionId).not.toBe(session.sessionId);
  expect(await readBuyer(own.database.db, session.buyerId)).toMatchObject({ email: address.email });
  expect(own.accounts.endedSessions.has(session.sessionId)).toBe(true);
  await expect(own.accounts.sessions.requireLive(session)).rejects.toMatchObject({ code: 'session_ended' });
  await expect(own.accounts.sessions.requireLive(made)).resolves.toBeUndefined();
});

test('the mail has the code and a link, and the link has neither code nor address', async () => {
  const [session, address] = [anonymous(), someone()];
  const { signInId } = await ask(session, address);
  const mail = own.accounts.mails.at(-1);
  expect(mail).toMatchObject({ id: signInId, kind: 'sign-in-code', to: address.email, locale: 'en' });
  expect(mail?.fields['code']).toMatch(/^\d{6}$/);
  expect(mail?.fields['link']).toBe(`http://tickets.example/sign-in/${signInId}`);
});

test('the database has no code to read', async () => {
  const address = someone();
  await ask(anonymous(), address);
  const rows = await own.database.db.query({ name: 'codes', text: 'SELECT * FROM email_code' }, []);
  expect(JSON.stringify(rows)).not.toContain(own.accounts.codeTo(address.email));
});

test('a known address leads to its buyer, whatever the spelling and the browser', async () => {
  const address = someone();
  const first = await signInByCode(own.accounts, address);
  const again = await signInByCode(own.accounts, { ...address, email: address.email.toUpperCase() });
  expect(again.buyerId).toBe(first.buyerId);
  expect(again.sessionId).not.toBe(first.sessionId);
  // A known buyer who proves another address is somebody else at the same browser.
  const other = await signInByCode(own.accounts, someone(), again);
  expect(other.buyerId).not.toBe(first.buyerId);
  expect(await readBuyer(own.database.db, first.buyerId)).toMatchObject({ email: address.email });
});

test('only the session that asked can use the code', async () => {
  const address = someone();
  const { signInId } = await ask(anonymous(), address);
  const code = own.accounts.codeTo(address.email);
  await expect(use(anonymous(), signInId, code)).rejects.toMatchObject({ code: 'sign_in_not_found' });
});

test('a code of one sign-in doesn’t fit another of the same session', async () => {
  const [session, one, two] = [anonymous(), someone(), someone()];
  const first = await ask(session, one);
  const second = await ask(session, two);
  await expect(use(session, second.signInId, own.accounts.codeTo(one.email))).rejects.toMatchObject({
    code: 'wrong_code',
  });
  expect(await use(session, first.signInId, own.accounts.codeTo(one.email))).toMatchObject({
    email: one.email,
  });
});

test('fifty guesses at once: five count, then even the right code is refused', async () => {
  const [session, address] = [anonymous(), someone()];
  const { signInId } = await ask(session, address);
  const code = own.accounts.codeTo(address.email);
  const guesses = await Promise.allSettled(
    Array.from({ length: 50 }, () => use(session, signInId, otherThan(code))),
  );
  const reasons = guesses.map((one) => (one as PromiseRejectedResult).reason as { reason: object });
  const left = reasons.flatMap(({ reason }) => ('attemptsLeft' in reason ? [reason.attemptsLeft] : []));
  expect(left.sort()).toEqual([0, 1, 2, 3, 4]);
  await expect(use(session, signInId, code)).rejects.toMatchObject({ code: 'code_expired' });
});

test('the right code, twenty times at once: one sign-in', async () => {
  const [session, address] = [anonymous(), someone()];
  const { signInId } = await ask(session, address);
  const code = own.accounts.codeTo(address.email);
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => use(session, signInId, code)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const rows = await own.database.db.query(
    { name: 'sessions_of', text: 'SELECT id FROM session WHERE buyer_id = $1 AND ended_at IS NULL' },
    [session.buyerId],
  );
  expect(rows).toHaveLength(1);
});

test('a code that is used, or too old, is expired to those who may know of it', async () => {
  const [session, address] = [anonymous(), someone()];
  const { signInId } = await ask(session, address);
  const code = own.accounts.codeTo(address.email);
  const made = { ...(await use(session, signInId, code)), known: true };
  await expect(use(made, signInId, code)).rejects.toMatchObject({ code: 'code_expired' });
  await expect(use(session, signInId, code)).rejects.toMatchObject({ code: 'session_ended' });
  const old = await ask(made);
  await age(old.signInId, 601);
  const last = String(own.accounts.mails.at(-1)?.fields['code']);
  await expect(use(made, old.signInId, last)).rejects.toMatchObject({ code: 'code_expired' });
});

test('a browser that lost the answer gets it again, with the same key and the right code only', async () => {
  const [session, address] = [anonymous(), someone()];
  const { signInId } = await ask(session, address);
  const code = own.accounts.codeTo(address.email);
  const made = await use(session, signInId, code, 'a key');
  expect(await use(session, signInId, code, 'a key')).toEqual(made);
  for (const [wrong, key] of [
    [otherThan(code), 'a key'],
    [code, 'another key'],
  ] as const)
    await expect(use(session, signInId, wrong, key)).rejects.toMatchObject({ code: 'session_ended' });
});

test('asking again at once sends no second mail; later it does', async () => {
  const [session, address] = [anonymous(), someone()];
  const first = await ask(session, address);
  const sent = own.accounts.mails.length;
  const again = await ask(session, address);
  expect(again.signInId).toBe(first.signInId);
  expect(again.resendAfterSeconds).toBeLessThanOrEqual(60);
  expect(own.accounts.mails).toHaveLength(sent);
  await age(first.signInId, 61);
  expect((await ask(session, address)).signInId).not.toBe(first.signInId);
  expect(own.accounts.mails).toHaveLength(sent + 1);
});

test('five codes an hour for an address, from however many sessions, all at once', async () => {
  const address = someone();
  const asked = await Promise.allSettled(Array.from({ length: 12 }, () => ask(anonymous(), address)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  const refused = asked.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(refused.reason).toMatchObject({ reason: { code: 'too_many_requests' } });
  const { retryAfterSeconds } = (refused.reason as { reason: { retryAfterSeconds: number } }).reason;
  expect(retryAfterSeconds).toBeGreaterThan(3_500);
  expect(retryAfterSeconds).toBeLessThanOrEqual(3_600);
});

test('ten codes an hour for a session, for however many addresses', async () => {
  const session = anonymous();
  const asked = await Promise.allSettled(Array.from({ length: 12 }, () => ask(session)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
});

test('after twenty wrong codes in a day, an address gets none, which only its mailbox learns', async () => {
  const address = someone();
  for (let i = 0; i < 4; i++) {
    const session = anonymous();
    const { signInId } = await ask(session, address);
    const wrong = otherThan(own.accounts.codeTo(address.email));
    for (let k = 0; k < 5; k++)
      await expect(use(session, signInId, wrong)).rejects.toMatchObject({ code: 'wrong_code' });
  }
  const session = anonymous();
  const asked = await ask(session, address);
  expect(Object.keys(asked)).toEqual(Object.keys(await ask(anonymous())));
  const mail = own.accounts.mails.find(({ id }) => id === asked.signInId);
  expect(mail).toMatchObject({ kind: 'sign-in-blocked', to: address.email, fields: {} });
  await expect(use(session, asked.signInId, '000000')).rejects.toMatchObject({ code: 'code_expired' });
});

test('many at once share statements: each has its own limits, answer and mail', async () => {
  const addresses = Array.from({ length: 30 }, someone);
  const [limited, greedy] = [someone(), anonymous()];
  for (let i = 0; i < 5; i++) await ask(anonymous(), limited);
  const before = own.accounts.mails.length;
  const asked = await Promise.allSettled([
    ...addresses.map((address) => ask(anonymous(), address)),
    ...Array.from({ length: 3 }, () => ask(anonymous(), limited)),
    ...Array.from({ length: 12 }, () => ask(greedy, someone())),
  ]);
  const given = asked.map(({ status }) => status === 'fulfilled');
  expect(given.slice(0, 33)).toEqual([...addresses.map(() => true), false, false, false]);
  expect(given.slice(33).filter(Boolean)).toHaveLength(10);
  const mails = own.accounts.mails.slice(before);
  expect(mails).toHaveLength(40);
  expect(new Set(mails.map(({ id }) => id)).size).toBe(40);
  for (const { email } of addresses) expect(mails.filter(({ to }) => to === email)).toHaveLength(1);
});

test('two processes that ask for the same addresses in other orders never wait for each other in a circle', async () => {
  const two = accountsOf(own.database);
  const addresses = Array.from({ length: 20 }, someone);
  const all = await Promise.allSettled(
    Array.from({ length: 200 }, (_one, i) => {
      const address = addresses[(i * (i % 2 ? 7 : 13)) % 20] as ReturnType<typeof someone>;
      return (i % 2 ? own.accounts : two).emailCodes.ask(anonymous(), address, 'en');
    }),
  );
  for (const one of all)
    if (one.status === 'rejected')
      expect(one.reason).toMatchObject({ reason: { code: 'too_many_requests' } });
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
});
