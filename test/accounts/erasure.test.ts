/** What is erased with a buyer, beside whatever else happens. */
import { randomUUID } from 'node:crypto';
import { audit } from '../../src/db/audit';
import { insertSession } from '../../src/db/buyer-sessions';
import { lockBuyer } from '../../src/db/buyers';
import { applyErasures } from '../../src/accounts/own-data';
import type { ErasureEntry } from '../../src/accounts/erasure-journal';
import { signIn } from '../../src/accounts/sign-in';
import { Refusal } from '../../src/domain/refusal';
import { accountsOf, anonymous, signInByCode, someone } from '../helpers/accounts';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { hear, pay, refund } from '../helpers/payments';

let database: TestDatabase;
let accounts: ReturnType<typeof accountsOf>;
const noted: ErasureEntry[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  const append = (entry: ErasureEntry) => Promise.resolve(void noted.push(entry));
  accounts = accountsOf(database, { journal: { append } });
});
afterAll(() => database.db.close());

const event = (stock = 100) => onSale(database.db, { pista: stock });

/** Paid by card, and given back. */
async function payAndRefund(id: string): Promise<void> {
  const { db } = database;
  await pay(db, id);
  await hear(db, id, { status: 'authorized' });
  await database.sell(id);
  await hear(db, id, { status: 'paid', capturedCents: 49_500 });
  await refund(db, id, 'succeeded');
}
const join = async (eventId: string, buyerId: string, quantity = 1, idempotencyKey?: string) => {
  const asked = request(eventId, { pista: quantity }, { buyerId, idempotencyKey });
  await database.join(asked);
  return asked.preOrderId;
};
const hold = async (eventId: string, buyerId: string) => {
  const id = await join(eventId, buyerId);
  await database.hold(id);
  return id;
};
const read = (id: string) => database.read(id);
const check = async () => expect(await audit(database.db)).toEqual([]);
const refusal = (code: string): unknown =>
  expect.objectContaining({ reason: expect.objectContaining({ code }) as unknown });

/** Every column of every table, and what becomes of it. A new one must be named here. */
const COLUMNS: Record<string, Record<string, 'exported' | 'secret' | 'impersonal'>> = {
  buyer: {
    ...{ id: 'exported', created_at: 'exported', email: 'exported', email_verified_at: 'exported' },
    // Another spelling of the address, and there only for those who are no more.
    ...{ email_key: 'impersonal', erased_at: 'impersonal' },
  },
  session: {
    ...{ id: 'exported', created_at: 'exported', last_used_at: 'exported', device: 'exported' },
    ...{ ended_at: 'exported', buyer_id: 'exported' },
  },
  email_code: {
    ...{ email: 'exported', created_at: 'exported', expires_at: 'exported', tries: 'exported' },
    ...{ used_at: 'exported', code_hmac: 'secret', id: 'secret', idempotency_key: 'secret' },
    ...{ email_key: 'impersonal', session_id: 'impersonal', new_session_id: 'impersonal' },
  },
  challenge: {
    ...{ purpose: 'impersonal', id: 'secret', session_id: 'impersonal', data: 'secret' },
    expires_at: 'impersonal',
  },
  passkey: {
    ...{ id: 'exported', name: 'exported', transports: 'exported', created_at: 'exported' },
    ...{ last_used_at: 'exported', buyer_id: 'exported', public_key: 'secret', counter: 'secret' },
  },
  oidc_identity: {
    ...{ issuer: 'exported', subject: 'exported', created_at: 'exported', buyer_id: 'exported' },
  },
  merged_buyer: { from_id: 'exported', to_id: 'exported', at: 'impersonal' },
  pre_order: {
    ...{ id: 'exported', event_id: 'exported', buyer_id: 'exported', idempotency_key: 'exported' },
    ...{ status: 'exported', items: 'exported', quantity: 'exported', total_cents: 'exported' },
    ...{ currency: 'exported', asked_at: 'exported', called_at: 'exported', held_at: 'exported' },
    ...{ last_activity_at: 'exported', accepted_at: 'exported', closed_at: 'exported' },
    ...{ reason: 'exported', place: 'exported', seen_at: 'exported', sold_at: 'exported' },
    // The event's, or the program's own.
    ...{ hold_seconds: 'impersonal', idle_seconds: 'impersonal', hold_ends_at: 'impersonal' },
    ...{ expires_at: 'impersonal', lease_until: 'impersonal', obtained_by: 'impersonal' },
    ...{ extended_by: 'impersonal', attempts: 'impersonal', payment_id: 'impersonal' },
    pay_ends_at: 'impersonal',
  },
  payment_attempt: {
    ...{ id: 'exported', pre_order_id: 'exported', number: 'exported', method: 'exported' },
    ...{ status: 'exported', amount_cents: 'exported', captured_cents: 'exported', currency: 'exported' },
    ...{ decline_reason: 'exported', created_at: 'exported', ended_at: 'exported' },
    // The event's page and what the event sells; the provider's names of its objects; when it is asked.
    ...{
      return_url: 'impersonal',
      description: 'impersonal',
      pay_until: 'impersonal',
      mismatch: 'impersonal',
    },
    ...{ provider_id: 'impersonal', intent_id: 'impersonal', pay_url: 'impersonal', pix_text: 'impersonal' },
    ...{ pix_expires_at: 'impersonal', check_at: 'impersonal', checks: 'impersonal' },
  },
  refund: {
    ...{ id: 'exported', attempt_id: 'exported', pre_order_id: 'exported', tickets: 'exported' },
    ...{ status: 'exported', amount_cents: 'exported', currency: 'exported', cause: 'exported' },
    ...{ reason: 'exported', created_at: 'exported', ended_at: 'exported', event_id: 'impersonal' },
    // Who of the operators asked, and what the provider says.
    ...{ who: 'impersonal', key: 'impersonal', provider_id: 'impersonal', failure_reason: 'impersonal' },
    tried_at: 'impersonal',
  },
  ticket: {
    ...{ id: 'exported', pre_order_id: 'exported', ticket_type: 'exported', status: 'exported' },
    code: 'exported',
  },
  place: {
    ...{ number: 'exported', event_id: 'impersonal', ticket_type: 'impersonal', absent: 'impersonal' },
    ...{ pre_order_id: 'impersonal', quantity: 'impersonal' },
  },
  // Published with the draw, by entry.
  draw_result: { event_id: 'impersonal', place: 'impersonal', pre_order_id: 'impersonal' },
  refusal: {
    ...{ id: 'impersonal', event_id: 'exported', at: 'exported', reason: 'exported', items: 'exported' },
    buyer_id: 'exported',
  },
  mail: {
    ...{ status: 'exported', ended_at: 'exported', sealed: 'secret', id: 'secret', kind: 'impersonal' },
    ...{ created_at: 'impersonal', worthless_at: 'impersonal', lease_until: 'impersonal' },
    ...{ failure: 'impersonal', claimed_at: 'impersonal' },
  },
};

/** Tables without anything about a buyer; those of operators and services are about their work. */
const OTHERS = [
  ...['event', 'ticket_type', 'operator_action', 'reconciliation', 'event_details', 'bulk_change'],
  ...['removal', 'refusal_count', 'operator', 'operator_session', 'service_token', 'migration'],
  // Of money, by the ids of orders and of the provider's objects only.
  ...['ledger', 'dispute', 'operator_task', 'webhook_inbox', 'listed_by_provider'],
];

test('every column is known: exported, secret, or not about a person', async () => {
  const text = `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const found = await database.db.query<{ table: string; column: string }>({ name: 'columns', text }, []);
  const unknown = found.filter(
    ({ table, column }) => !OTHERS.includes(table) && COLUMNS[table]?.[column] === undefined,
  );
  expect(unknown).toEqual([]);
});

/** Everything that this database has, as text. */
async function everything(): Promise<string> {
  const texts = await Promise.all(
    [...Object.keys(COLUMNS), ...OTHERS.filter((name) => name !== 'migration')].map((name) =>
      database.db.query({ name: `all of ${name}`, text: `SELECT t::text FROM ${name} t` }, []),
    ),
  );
  return JSON.stringify(texts);
}

/** A known buyer with something personal in every place that there is. */
async function somebody() {
  const address = someone();
  const stranger = anonymous();
  const [sold, over, held, line] = [await event(), await event(), await event(), await event(1)];
  await hold(line, anonymous().buyerId);
  const ids = {
    sold: await hold(sold, stranger.buyerId),
    over: await hold(over, stranger.buyerId),
    held: await hold(held, stranger.buyerId),
    line: await join(line, stranger.buyerId, 1, `key of ${address.email}`),
    refunded: await hold(await onSale(database.db, { pista: 1 }, { payment: 'online' }), stranger.buyerId),
  };
  await payAndRefund(ids.refunded);
  await database.acceptCheckout(ids.sold);
  await database.sell(ids.sold);
  await database.giveBack(ids.over, 'given_back');
  const made = await signInByCode(accounts, address, stranger);
  const session = { ...made, known: true };
  const { db } = database;
  const run = (text: string, values: unknown[]) => db.transaction((tx) => tx.query(text, values));
  await run(
    `INSERT INTO passkey (id, buyer_id, public_key, counter, transports, name)
     VALUES ($1, $2, 'key', 0, '{usb}', $3)`,
    [`passkey-${made.buyerId}`, made.buyerId, `Passkey of ${address.email}`],
  );
  await run('INSERT INTO oidc_identity (issuer, subject, buyer_id) VALUES ($1, $2, $3)', [
    ...['https://issuer.example', `subject-${made.buyerId}`, made.buyerId],
  ]);
  await run(
    `INSERT INTO challenge (purpose, id, session_id, data, expires_at)
     VALUES ('oidc', $1, $2, $3, now() + interval '1 hour')`,
    [randomUUID(), made.sessionId, { subject: `subject-${made.buyerId}` }],
  );
  await run(
    `INSERT INTO refusal (event_id, at, reason, buyer_id, items) VALUES ($1, now(), 'sold_out', $2, '[]')`,
    [sold, made.buyerId],
  );
  const asked = await accounts.emailCodes.ask(session, address, 'en');
  await run(`UPDATE mail SET status = 'queued', ended_at = NULL, sealed = $2 WHERE id = $1`, [
    asked.signInId,
    Buffer.from(`sealed ${made.buyerId}`),
  ]);
  return { address, stranger, session, ids, mail: asked.signInId };
}

test('the export has all of it, and no secret', async () => {
  const { address, stranger, session, ids } = await somebody();
  const data = await accounts.ownData.export(session);
  expect(data).toMatchObject({
    ...{ buyerId: session.buyerId, account: { email: address.email } },
    passkeys: [{ name: `Passkey of ${address.email}`, transports: ['usb'] }],
    accountsElsewhere: [{ issuer: 'https://issuer.example', subject: `subject-${session.buyerId}` }],
    refusals: [{ reason: 'sold_out' }],
  });
  expect(data['codes']).toHaveLength(2);
  expect(data['codes']).toContainEqual(
    expect.objectContaining({ email: address.email, mail: { status: 'queued', endedAt: null } }),
  );
  interface Order {
    id: string;
    status: string;
    tickets: { code: unknown }[];
  }
  const orders = data['preOrders'] as Order[];
  expect(orders.map(({ id }) => id).sort()).toEqual(Object.values(ids).sort());
  expect(orders.find(({ id }) => id === ids.sold)?.tickets).toEqual([
    expect.objectContaining({ status: 'sold', code: expect.any(String) as string }),
  ]);
  expect(orders.find(({ id }) => id === ids.line)).toMatchObject({
    ...{ status: 'in_line', idempotencyKey: `key of ${address.email}`, place: expect.any(Number) as number },
  });
  expect(orders.find(({ id }) => id === ids.refunded)).toMatchObject({
    payments: [
      { method: 'card', status: 'paid', amountCents: 49_500, capturedCents: 49_500, currency: 'BRL' },
    ],
    refunds: [{ status: 'succeeded', amountCents: 49_500, cause: 'operator' }],
  });
  const sessions = data['sessions'] as { id: string }[];
  expect(sessions.map(({ id }) => id)).toContain(session.sessionId);
  expect(JSON.stringify(data)).not.toContain('hmac');
  // Somebody else has none of it.
  expect(JSON.stringify(await accounts.ownData.export(anonymous()))).not.toContain(stranger.buyerId);
});

test('an anonymous buyer has an export, too', async () => {
  const buyer = anonymous();
  const id = await hold(await event(), buyer.buyerId);
  expect(await accounts.ownData.export(buyer)).toMatchObject({ account: null, preOrders: [{ id }] });
});

test('nothing that was personal is left, and the orders stay as they were', async () => {
  const { address, stranger, session, ids, mail } = await somebody();
  const other = await signInByCode(accounts, address);
  expect((await everything()).includes(address.email)).toBe(true);
  await accounts.ownData.erase(session);

  const left = await everything();
  const sealed = Buffer.from(`sealed ${session.buyerId}`).toString('hex');
  const personal = [address.email, address.key, `subject-${session.buyerId}`, sealed];
  expect(personal.filter((text) => left.includes(text))).toEqual([]);
  const orders = (await Promise.all(Object.values(ids).map(read))).filter((one) => one !== undefined);
  const others = new Set(orders.map(({ buyerId }) => buyerId));
  expect(others.size).toBe(1);
  expect([session.buyerId, stranger.buyerId]).not.toContain([...others][0]);
  expect(orders.map(({ status, reason }) => [status, reason])).toEqual([
    ['sold', undefined],
    ['invalidated', 'given_back'],
    ['invalidated', 'given_back'],
    ['refused', 'given_back'],
    ['refunded', undefined],
  ]);
  expect(orders[0]?.tickets).toEqual([expect.objectContaining({ status: 'sold' })]);
  // Their workflows learn it.
  expect(accounts.given).toContain(ids.held);
  for (const { sessionId } of [session, other])
    await expect(accounts.sessions.requireLive({ ...session, sessionId })).rejects.toEqual(
      refusal('session_ended'),
    );
  const [row] = await database.db.query<{ status: string }>(
    { name: 'mail', text: 'SELECT status FROM mail WHERE id = $1' },
    [mail],
  );
  expect(row?.status).toBe('expired');
  await check();
});

test('the same address begins anew, and an old session can do nothing', async () => {
  const address = someone();
  const first = await signInByCode(accounts, address);
  await accounts.ownData.erase({ ...first, known: true });
  await expect(accounts.ownData.erase({ ...first, known: true })).rejects.toBeInstanceOf(Refusal);
  const again = await signInByCode(accounts, address);
  expect(again.buyerId).not.toBe(first.buyerId);
  // Also where no session is asked: a workflow that was started elsewhere, or a request on its way.
  const [asked] = [request(await event(), { pista: 1 }, { buyerId: first.buyerId })];
  await expect(database.join(asked)).rejects.toEqual(refusal('session_ended'));
});

test('an anonymous buyer can be erased, once', async () => {
  const buyer = anonymous();
  const id = await hold(await event(), buyer.buyerId);
  await accounts.ownData.erase(buyer);
  expect(await database.read(id)).toMatchObject({ status: 'invalidated', reason: 'given_back' });
  await expect(accounts.ownData.erase(buyer)).rejects.toEqual(refusal('session_ended'));
  await expect(accounts.sessions.requireLive(buyer)).rejects.toEqual(refusal('session_ended'));
  await check();
});

test('while an order is being paid nothing is erased', async () => {
  const address = someone();
  const made = await signInByCode(accounts, address);
  const id = await hold(await event(), made.buyerId);
  const held = await hold(await event(), made.buyerId);
  await database.acceptCheckout(id);
  const session = { ...made, known: true };
  const before = noted.length;
  await expect(accounts.ownData.erase(session)).rejects.toEqual(refusal('payment_open'));
  expect(noted).toHaveLength(before);
  expect(await database.read(held)).toMatchObject({ status: 'pre_order', buyerId: made.buyerId });
  await accounts.sessions.requireLive(session);
  await database.sell(id);
  await accounts.ownData.erase(session);
  expect(await database.read(id)).toMatchObject({ status: 'sold' });
});

test('a known buyer needs a sign-in of the last five minutes', async () => {
  const made = await signInByCode(accounts, someone());
  await database.db.transaction((tx) =>
    tx.query(`UPDATE session SET created_at = now() - interval '301 seconds' WHERE id = $1`, [
      made.sessionId,
    ]),
  );
  await expect(accounts.ownData.erase({ ...made, known: true })).rejects.toEqual(refusal('sign_in_again'));
});

test('a passkey that signs in meanwhile leaves no open session behind', async () => {
  const { db } = database;
  for (let round = 0; round < 10; round++) {
    const made = await signInByCode(accounts, someone());
    const asking = anonymous();
    const [erased, signedIn] = await Promise.allSettled([
      accounts.ownData.erase({ ...made, known: true }),
      db.transaction((tx) => signIn(tx, asking, { buyerId: made.buyerId }, 'Firefox')),
    ]);
    expect(erased.status).toBe('fulfilled');
    if (signedIn.status === 'fulfilled')
      await expect(accounts.sessions.requireLive({ ...signedIn.value, known: true })).rejects.toEqual(
        refusal('session_ended'),
      );
    else expect(signedIn.reason).toEqual(refusal('session_ended'));
  }
  // The lock is why: it waits for an erasure that has begun, and then sees it.
  const made = await signInByCode(accounts, someone());
  await accounts.ownData.erase({ ...made, known: true });
  expect(await db.transaction((tx) => lockBuyer(tx, made.buyerId))).toBe(false);
});

test('joins, checkouts, merges and code sign-ins beside an erasure leave every invariant whole', async () => {
  const sale = await event(1_000);
  await Promise.all(
    Array.from({ length: 30 }, async (_one, i) => {
      const address = someone();
      const made = await signInByCode(accounts, address);
      const stranger = anonymous();
      const moved = await hold(sale, stranger.buyerId);
      const mine = await hold(sale, made.buyerId);
      const beside = [
        () => join(sale, made.buyerId),
        () => database.acceptCheckout(mine),
        () => signInByCode(accounts, address, stranger),
        () => database.giveBack(moved, 'given_back'),
      ][i % 4] as () => Promise<unknown>;
      const [erased, other] = await Promise.allSettled([
        accounts.ownData.erase({ ...made, known: true }),
        beside(),
      ]);
      for (const one of [erased, other])
        if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Refusal);
      const theirs = await database.ofBuyer({ buyerId: made.buyerId, limit: 10 });
      expect(theirs.length === 0 || erased.status === 'rejected').toBe(true);
    }),
  );
  await check();
});

test('a backup from before is erased anew, with sessions that it does not know', async () => {
  const { db } = database;
  const { address, session, ids } = await somebody();
  const before = noted.length;
  // What the backup has: the same rows; what it lacks: a session that began later.
  const later = randomUUID();
  const entry: ErasureEntry = {
    ...{ at: new Date().toISOString(), buyerId: session.buyerId },
    sessions: [session.sessionId, later],
  };
  expect(await applyErasures(db, [entry])).toBe(1);
  expect((await everything()).includes(address.email)).toBe(false);
  for (const sessionId of entry.sessions)
    await expect(accounts.sessions.requireLive({ ...session, sessionId })).rejects.toEqual(
      refusal('session_ended'),
    );
  expect(await applyErasures(db, [entry])).toBe(0);
  expect(await database.read(ids.sold)).toMatchObject({ status: 'sold' });
  expect(noted).toHaveLength(before);
  // An order that is being paid goes on.
  const made = await signInByCode(accounts, someone());
  const paying = await hold(await event(), made.buyerId);
  await database.acceptCheckout(paying);
  expect(await applyErasures(db, [{ ...entry, buyerId: made.buyerId, sessions: [] }])).toBe(1);
  await database.sell(paying);
  expect(await database.read(paying)).toMatchObject({ status: 'sold' });
  await check();
});

test('what is noted names every session, before the database has it', async () => {
  const { session, stranger } = await somebody();
  const second = randomUUID();
  await database.db.transaction((tx) =>
    insertSession(tx, { sessionId: second, buyerId: session.buyerId, device: 'Another' }),
  );
  await accounts.ownData.erase(session);
  const entry = noted.at(-1);
  expect(entry?.buyerId).toBe(session.buyerId);
  expect(entry?.sessions).toEqual(expect.arrayContaining([session.sessionId, second, stranger.buyerId]));

  const unsure = await signInByCode(accounts, someone());
  const failing = accountsOf(database, {
    journal: { append: () => Promise.reject(new Error('The disk is full.')) },
  });
  await expect(failing.ownData.erase({ ...unsure, known: true })).rejects.toThrow('The disk is full.');
  await accounts.sessions.requireLive({ ...unsure, known: true });
});
