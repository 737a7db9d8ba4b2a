import { createHash } from 'node:crypto';
import { createTestDatabase, onSale, type TestDatabase } from '../helpers/database';
import type { Mail } from '../../src/mail';
import { accountsOf } from '../helpers/accounts';
import { ask } from '../helpers/app';
import { stopHttp, TOKEN } from '../helpers/http-app';
import { operatorWith, OURS, signInBuyer, signInOperator, startReplica } from '../helpers/operators';

let sale: TestDatabase;
/** Two processes on one database. */
let url: string;
let other: string;
let mails: Mail[];
beforeAll(async () => {
  sale = await createTestDatabase();
  const accounts = accountsOf(sale);
  ({ mails } = accounts);
  [url, other] = [await startReplica(sale.db, accounts), await startReplica(sale.db)];
  await onSale(sale.db, { pista: 5 }, { id: 'show' });
}, 60_000);
afterAll(async () => {
  await stopHttp();
  await sale.db.close();
});

const put = (email: string, role: unknown, headers?: object) =>
  ask(
    `${url}/admin/operators/${encodeURIComponent(email)}`,
    'PUT',
    headers ? undefined : TOKEN,
    { role },
    headers,
  );
const remove = (email: string) => ask(`${url}/admin/operators/${email}`, 'DELETE', TOKEN);
const who = (at: string, headers: object) => ask(`${at}/admin/session`, 'GET', undefined, undefined, headers);
const pause = (at: string, headers: object) =>
  ask(`${at}/admin/events/show/pause`, 'POST', undefined, undefined, headers);

describe('operators', () => {
  test('get a role by their address, in any spelling, and are listed', async () => {
    expect(await put('Ana@Example.org', 'viewer')).toMatchObject({
      status: 201,
      body: { email: 'Ana@example.org', role: 'viewer', createdBy: 'token', createdAt: expect.any(String) },
    });
    expect(await put('ana@example.org', 'finance')).toMatchObject({ status: 200, body: { role: 'finance' } });
    expect(await put('ana@example.org', 'finance')).toMatchObject({ status: 200 });
    const one = await ask(`${url}/admin/operators/ANA@example.org`, 'GET', TOKEN);
    expect(one).toMatchObject({ status: 200, body: { email: 'ana@example.org', role: 'finance' } });
    expect((await ask(`${url}/admin/operators`, 'GET', TOKEN)).body['operators']).toEqual([one.body]);
    expect((await remove('ana@example.org')).status).toBe(204);
    for (const method of ['GET', 'DELETE'])
      expect(await ask(`${url}/admin/operators/ana@example.org`, method, TOKEN)).toMatchObject({
        status: 404,
        body: { code: 'operator_not_found' },
      });
  });

  test('are invited by mail once, in the language of who adds them', async () => {
    const invitations = () => mails.filter(({ to }) => to === 'new@example.org');
    const english = { 'accept-language': 'en', authorization: `Bearer ${TOKEN}` };
    await put('new@example.org', 'manager', english);
    expect(invitations()).toMatchObject([
      {
        kind: 'operator-invitation',
        locale: 'en',
        fields: { role: 'manager', link: 'http://tickets.example/operate' },
      },
    ]);
    await put('new@example.org', 'admin');
    expect(invitations()).toHaveLength(1);
    expect((await remove('new@example.org')).status).toBe(204);
  });

  test('need an address and a role that exist', async () => {
    for (const email of ['ana', 'ana@', 'a b@example.org', 'ana@example.org\r\nBcc: eve@example.org', '%00'])
      expect(await put(email, 'viewer')).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'email' }] },
      });
    for (const role of ['checkout', 'any', 'owner', '', 1, null, undefined, ['admin']])
      expect(await put('ana@example.org', role)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
  });

  test('sign in with what they signed in with as buyers, and act under their address', async () => {
    const manager = await operatorWith(sale.db, url, 'manager', 'maria@example.org');
    for (const at of [url, other])
      expect((await who(at, manager)).body).toEqual({ name: 'maria@example.org', role: 'manager' });
    expect((await pause(other, manager)).status).toBe(200);
    const { body } = await ask(`${url}/admin/events/show/actions`, 'GET', TOKEN);
    expect((body['actions'] as object[])[0]).toMatchObject({ what: 'pause', who: 'maria@example.org' });
  });

  test('have a cookie that only the operator’s routes get, and that names nobody', async () => {
    await put('rui@example.org', 'viewer');
    const { headers, cookie } = await signInOperator(url, await signInBuyer(sale.db, 'rui@example.org'));
    expect(headers.getSetCookie()[0]).toMatch(
      /^bilheteria_operator=[-0-9a-f]{36}\.[^;]+; Max-Age=43200; Path=\/api\/admin; .*HttpOnly; SameSite=Strict$/,
    );
    expect((await who(url, { cookie })).status).toBe(200);
  });

  test('have to sign in again after five minutes, and nobody else gets in', async () => {
    await put('late@example.org', 'admin');
    const outcome = async (token: string) => {
      const { status, body, cookie } = await signInOperator(url, token);
      return [status, body['code'] ?? '', cookie === ''];
    };
    expect(await outcome(await signInBuyer(sale.db, 'late@example.org', 4))).toEqual([204, '', false]);
    expect(await outcome(await signInBuyer(sale.db, 'late@example.org', 6))).toEqual([
      403,
      'sign_in_again',
      true,
    ]);
    expect(await outcome(await signInBuyer(sale.db, 'nobody@example.org'))).toEqual([
      403,
      'not_allowed',
      true,
    ]);
    const anonymous = String((await ask(`${url}/session`, 'POST')).body['token']);
    expect(await outcome(anonymous)).toEqual([403, 'sign_in_again', true]);
    expect(await outcome('')).toEqual([401, 'unauthenticated', true]);
  });

  test('are not those whose address only folds to the same', async () => {
    await put('boss@example.org', 'admin');
    // On a mail server without tags this is somebody else's mailbox.
    const { status, body } = await signInOperator(
      url,
      await signInBuyer(sale.db, 'boss+tickets@example.org'),
    );
    expect([status, body['code']]).toEqual([403, 'not_allowed']);
  });

  test('cannot sign in with a session that has ended, although this process has not heard of it', async () => {
    await put('gone@example.org', 'admin');
    const token = await signInBuyer(sale.db, 'gone@example.org');
    const text = 'UPDATE session SET ended_at = now() WHERE id = $1';
    await sale.db.query({ name: 'end', text }, [token.split('.')[1]]);
    expect(await signInOperator(url, token)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
  });

  test('may do at once what a new role allows, and no more, on every process', async () => {
    const headers = await operatorWith(sale.db, url, 'viewer', 'promoted@example.org');
    expect(await pause(other, headers)).toMatchObject({ status: 403, body: { needs: 'manager' } });
    await put('promoted@example.org', 'manager');
    expect((await pause(other, headers)).status).toBe(200);
    await put('promoted@example.org', 'gate');
    expect(await pause(other, headers)).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
  });

  test('who are removed are signed out everywhere, and stay so when they are added again', async () => {
    const headers = await operatorWith(sale.db, url, 'admin', 'removed@example.org');
    expect((await remove('removed@example.org')).status).toBe(204);
    for (const at of [url, other]) expect((await who(at, headers)).status).toBe(401);
    await put('removed@example.org', 'admin');
    expect((await who(url, headers)).status).toBe(401);
  });

  test('are added once, however many add them at the same time', async () => {
    const roles = ['viewer', 'manager', 'finance', 'gate', 'admin'];
    const added = await Promise.all(roles.map((role) => put('many@example.org', role)));
    expect(added.filter(({ status }) => status === 201)).toHaveLength(1);
    const { body } = await ask(`${url}/admin/actions`, 'GET', TOKEN);
    const ofMany = (body['actions'] as { what: string; detail: { email: string } }[]).filter(
      ({ what, detail }) => what === 'add_operator' && detail.email === 'many@example.org',
    );
    expect(ofMany).toHaveLength(1);
  });

  test('who are removed while they sign in are signed in for nothing, and nothing fails', async () => {
    for (let i = 0; i < 10; i++) {
      await put('race@example.org', 'admin');
      const token = await signInBuyer(sale.db, 'race@example.org');
      const [{ status, cookie }] = await Promise.all([
        signInOperator(url, token),
        remove('race@example.org'),
      ]);
      expect([204, 403]).toContain(status);
      if (cookie) expect((await who(url, { cookie })).status).toBe(401);
    }
  });

  test('cannot be made by anybody but an admin', async () => {
    const headers = await operatorWith(sale.db, url, 'manager', 'climber@example.org');
    expect(await put('climber@example.org', 'admin', headers)).toMatchObject({
      status: 403,
      body: { needs: 'admin' },
    });
  });
});

describe('a sign-in', () => {
  const withToken = async (name?: string, headers: object = {}) => {
    const answer = await ask(`${url}/admin/session`, 'POST', undefined, { token: TOKEN, name }, headers);
    expect(answer.status).toBe(204);
    return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  };

  test('with the admin token may do everything, under the name that was given', async () => {
    expect((await who(other, await withToken('Maria'))).body).toEqual({ name: 'Maria', role: 'admin' });
    expect((await who(other, await withToken())).body).toEqual({ name: 'token', role: 'admin' });
  });

  test('ends on the server: the old cookie is void on every process', async () => {
    const cookie = await withToken('Maria');
    const out = await ask(`${other}/admin/session`, 'DELETE', undefined, undefined, { ...cookie, ...OURS });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^bilheteria_operator=; .*Expires=Thu, 01 Jan 1970/);
    for (const at of [url, other]) expect((await who(at, cookie)).status).toBe(401);
  });

  test('ends after twelve hours by the clock of the database', async () => {
    const cookie = await withToken('Maria');
    const text = `UPDATE operator_session SET expires_at = expires_at - interval '12 hours' WHERE id = $1`;
    await sale.db.query({ name: 'age', text }, [cookie.cookie.split(/[=.]/)[1]]);
    expect((await who(url, cookie)).status).toBe(401);
  });

  test('is always a new one, and ends the one before it', async () => {
    const before = await withToken('Maria');
    const after = await withToken('Maria', before);
    expect(after.cookie).not.toBe(before.cookie);
    expect((await who(url, before)).status).toBe(401);
    expect((await who(url, after)).status).toBe(200);
  });
});

describe('a service’s token', () => {
  const create = async (body: object) => {
    const answer = await ask(`${url}/admin/tokens`, 'POST', TOKEN, body);
    expect(answer.status).toBe(201);
    return answer.body as { id: string; token: string };
  };
  const tokens = async () =>
    (await ask(`${url}/admin/tokens`, 'GET', TOKEN)).body['tokens'] as Record<string, unknown>[];

  test('is shown once and stored as a hash', async () => {
    const { id, token } = await create({ name: 'shop', role: 'viewer', events: ['show'] });
    expect(token).toMatch(/^bt_[\w-]{43}$/);
    const all = await tokens();
    expect(all.find((one) => one['id'] === id)).toEqual({
      ...{ id, name: 'shop', role: 'viewer', events: ['show'] },
      ...{ createdAt: expect.any(String), createdBy: 'token', lastUsedAt: null, revokedAt: null },
    });
    expect(JSON.stringify(all)).not.toContain(token);
    const text = `SELECT t::text AS row, encode(t.token_hash, 'hex') AS hash FROM service_token t WHERE id = $1`;
    const [row] = await sale.db.query<{ row: string; hash: string }>({ name: 'row', text }, [id]);
    expect(row?.hash).toBe(createHash('sha256').update(token).digest('hex'));
    const actions = `SELECT string_agg(a::text, ' ') AS row FROM operator_action a`;
    const [recorded] = await sale.db.query<{ row: string }>({ name: 'recorded', text: actions }, []);
    for (const stored of [row?.row, recorded?.row]) expect(stored).not.toContain(token.slice(3, 20));
  });

  test('tells when it was last used, to the minute', async () => {
    const { id, token } = await create({ name: 'display', role: 'viewer' });
    const lastUsed = async () => (await tokens()).find((one) => one['id'] === id)?.['lastUsedAt'];
    const use = () => ask(`${other}/admin/events`, 'GET', token);
    expect((await use()).status).toBe(200);
    const first = await lastUsed();
    expect(first).toEqual(expect.any(String));
    await use();
    expect(await lastUsed()).toBe(first);
    const text = `UPDATE service_token SET last_used_at = now() - interval '61 seconds' WHERE id = $1`;
    await sale.db.query({ name: 'earlier', text }, [id]);
    const earlier = String(await lastUsed());
    await use();
    expect(Date.parse(String(await lastUsed()))).toBeGreaterThan(Date.parse(earlier));
  });

  test('is refused on every process once it is revoked', async () => {
    const { id, token } = await create({ name: 'lost', role: 'viewer' });
    for (let i = 0; i < 2; i++)
      expect((await ask(`${url}/admin/tokens/${id}`, 'DELETE', TOKEN)).status).toBe(204);
    for (const at of [url, other])
      expect(await ask(`${at}/admin/events`, 'GET', token)).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
    expect((await tokens()).find((one) => one['id'] === id)?.['revokedAt']).toEqual(expect.any(String));
    for (const none of [id.replace(/^./, 'f').replace(/.$/, '0'), 'x'])
      expect((await ask(`${url}/admin/tokens/${none}`, 'DELETE', TOKEN)).body['code']).toBe(
        'token_not_found',
      );
  });

  test('that was made up, cut or given as a cookie or a sign-in opens nothing', async () => {
    const { token } = await create({ name: 'real', role: 'viewer' });
    for (const wrong of [
      token.slice(0, -1),
      `${token}A`,
      token.toLowerCase(),
      token.slice(3),
      'bt_',
      `bt_${'A'.repeat(43)}`,
    ])
      expect((await ask(`${url}/admin/events`, 'GET', wrong)).body['code']).toBe('forbidden');
    const cookies = { cookie: `bilheteria_operator=${token}` };
    expect((await ask(`${url}/admin/events`, 'GET', undefined, undefined, cookies)).status).toBe(401);
    expect((await ask(`${url}/admin/session`, 'POST', undefined, { token })).status).toBe(403);
    expect((await ask(`${url}/pre-orders`, 'GET', token)).status).toBe(401);
  });

  test('needs a role of services and events that can exist', async () => {
    for (const body of [
      ...[{}, { name: 'x' }, { name: 'x', role: 'admin' }, { name: 'x', role: 'manager' }, { role: 'gate' }],
      ...[
        { name: '', role: 'gate' },
        { name: 'a\nb', role: 'gate' },
        { name: 'x'.repeat(81), role: 'gate' },
      ],
      ...[[], ['A B'], ['show', 'show'], 'show'].map((events) => ({ name: 'x', role: 'gate', events })),
    ])
      expect((await ask(`${url}/admin/tokens`, 'POST', TOKEN, body)).status).toBe(400);
  });
});

test('what is done to operators and tokens is recorded once, with who did it', async () => {
  const headers = await operatorWith(sale.db, url, 'admin', 'root@example.org');
  const as = (method: string, path: string, body?: object) =>
    ask(`${url}/admin/${path}`, method, undefined, body, headers);
  const actions = async () =>
    (await as('GET', 'actions')).body['actions'] as { who: string; what: string; detail: object }[];
  const before = (await actions()).length;
  const email = 'new@example.org';
  for (const role of ['viewer', 'viewer', 'gate']) await as('PUT', `operators/${email}`, { role });
  await as('DELETE', `operators/${email}`);
  const made = await as('POST', 'tokens', { name: 'scanner', role: 'gate', events: ['show'] });
  const tokenId = made.body['id'];
  for (let i = 0; i < 2; i++) await as('DELETE', `tokens/${String(tokenId)}`);
  const all = await actions();
  expect(all.slice(0, all.length - before)).toMatchObject([
    { what: 'revoke_token', detail: { tokenId, tokenName: 'scanner' } },
    { what: 'create_token', detail: { tokenId, tokenName: 'scanner', role: 'gate', events: ['show'] } },
    { what: 'remove_operator', detail: { email, role: 'gate' } },
    { what: 'change_operator', detail: { email, changed: { role: ['viewer', 'gate'] } } },
    { what: 'add_operator', detail: { email, role: 'viewer' } },
  ]);
  expect(all.slice(0, 5).every((one) => one.who === 'root@example.org')).toBe(true);
});
