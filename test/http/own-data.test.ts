/** What buyers may have of themselves, and have erased, over HTTP. */
import { accountsOf, anonymous, SECRETS, signInByCode, someone } from '../helpers/accounts';
import { ask } from '../helpers/app';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { startHttp, stopHttp } from '../helpers/http-app';
import { knownSession, newSession } from '../../src/http/session-token';
import { ownData } from '../../src/http/schemas/own-data';

let database: TestDatabase;
let accounts: ReturnType<typeof accountsOf>;
let url: string;
beforeAll(async () => {
  database = await createTestDatabase();
  accounts = accountsOf(database);
  url = await startHttp({ accounts, sessionSecrets: SECRETS });
});
afterAll(async () => {
  await stopHttp();
  await database.db.close();
});

const call = (method: string, path: string, token?: string, headers = {}) =>
  ask(`${url}/api/${path}`, method, token, undefined, headers);
async function known() {
  const { email, ...rest } = someone();
  const stranger = anonymous();
  const asked = request(await onSale(database.db, { pista: 9 }), { pista: 1 }, { buyerId: stranger.buyerId });
  await database.join(asked);
  await database.hold(asked.preOrderId);
  const made = await signInByCode(accounts, { email, ...rest }, stranger);
  return { token: knownSession(made, SECRETS).token, email, preOrderId: asked.preOrderId };
}

test('the export is a file that has what the document says, and nothing else', async () => {
  const { token, email, preOrderId } = await known();
  const { status, headers, body } = await call('GET', 'me/export', token);
  expect(status).toBe(200);
  expect(headers.get('content-disposition')).toBe('attachment; filename="bilheteria.json"');
  expect(ownData.strict().parse(body)).toMatchObject({
    account: { email },
    preOrders: [{ id: preOrderId, status: 'pre_order', tickets: [{ status: 'pre_order' }] }],
  });
});

test('an erasure is answered with 202, clears the cookie, and voids every token at once', async () => {
  const { token, preOrderId } = await known();
  const cookie = `bilheteria_session=${token}`;
  const answer = await ask(`${url}/api/me`, 'DELETE', undefined, undefined, { cookie });
  expect(answer.status).toBe(202);
  expect(answer.headers.getSetCookie()[0]).toMatch(/^bilheteria_session=; .*Expires=Thu, 01 Jan 1970/);
  for (const [method, path] of [
    ...[
      ['GET', 'me'],
      ['GET', 'me/export'],
      ['DELETE', 'me'],
      ['GET', 'pre-orders'],
    ],
    ['GET', `pre-orders/${preOrderId}`],
  ] as [string, string][])
    expect([method, path, await call(method, path, token)]).toMatchObject([
      ...[method, path],
      { status: 401, body: { code: 'session_ended' } },
    ]);
  expect(await database.read(preOrderId)).toMatchObject({ status: 'invalidated', reason: 'given_back' });
});

test('it is refused while an order is being paid, and without a fresh sign-in', async () => {
  const { token, preOrderId } = await known();
  await database.acceptCheckout(preOrderId);
  expect(await call('DELETE', 'me', token)).toMatchObject({ status: 409, body: { code: 'payment_open' } });
  expect((await call('GET', 'me', token)).status).toBe(200);
  const late = await known();
  await database.db.transaction((tx) =>
    tx.query(`UPDATE session SET created_at = now() - interval '6 minutes'`, []),
  );
  expect(await call('DELETE', 'me', late.token)).toMatchObject({
    ...{ status: 403, body: { code: 'sign_in_again' } },
  });
});

test('an anonymous buyer has both, too; nobody has neither', async () => {
  const { token } = newSession(SECRETS);
  expect((await call('GET', 'me/export', token)).body).toMatchObject({ account: null, preOrders: [] });
  expect((await call('DELETE', 'me', token)).status).toBe(202);
  expect((await call('GET', 'me', token)).body).toMatchObject({ code: 'session_ended' });
  for (const [method, path] of [
    ['GET', 'me/export'],
    ['DELETE', 'me'],
  ] as const)
    expect((await call(method, path)).status).toBe(401);
});
