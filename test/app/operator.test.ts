import { ask, newBuyer } from '../helpers/app';
import { show } from '../helpers/show';
import { useApp } from '../helpers/use-app';

const app = useApp();

const ours = { 'sec-fetch-site': 'same-origin' };
const definition = (settings = {}) =>
  show(10, {
    ...{ holdSeconds: 600, idleSeconds: 600 },
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 49_550, currency: 'BRL', capacity: 10 }],
    ...settings,
  });
const at = (rest: string) => `${app.url}/admin/${rest}`;

/** Signs in as a browser does. @returns the cookie as it is sent back. */
async function signedIn(name?: string): Promise<{ cookie: string }> {
  const answer = await ask(at('session'), 'POST', undefined, { token: app.adminToken, name });
  expect(answer.status).toBe(204);
  return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}

async function bought(eventId: string, quantity = 1) {
  const token = await newBuyer(app);
  const items = [{ ticketType: 'pista', quantity }];
  const held = await ask(`${app.url}/events/${eventId}/pre-orders`, 'POST', token, { items });
  const own = `${app.url}/pre-orders/${String(held.body['id'])}`;
  expect((await ask(`${own}/checkout`, 'POST', token, {})).status).toBe(200);
  return held;
}

test('a sign-in sets a cookie that scripts and other sites cannot use and that does not hold the token', async () => {
  const answer = await ask(at('session'), 'POST', undefined, { token: app.adminToken, name: 'Maria' });
  const [cookie = ''] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^bilheteria_operator=.*; Path=\/api\/admin; .*HttpOnly; SameSite=Strict$/);
  expect(Buffer.from(cookie.split(/[=.]/)[1] ?? '', 'base64url').toString()).not.toContain(app.adminToken);
  expect(await ask(at('session'), 'GET', undefined, undefined, await signedIn('Maria'))).toMatchObject({
    status: 200,
    body: { name: 'Maria' },
  });
  const out = await ask(at('session'), 'DELETE', undefined, undefined, ours);
  expect(out.headers.getSetCookie()[0]).toMatch(/^bilheteria_operator=; .*Expires=Thu, 01 Jan 1970/);
});

test('no sign-in is 401, a wrong token is 403, and a forged cookie is no sign-in', async () => {
  expect(await ask(at('session'), 'GET')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  expect(await ask(at('session'), 'GET', 'wrong')).toMatchObject({ status: 403 });
  expect(await ask(at('session'), 'POST', undefined, { token: 'wrong' })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });
  expect(
    await ask(at('session'), 'POST', undefined, { token: app.adminToken, name: 'Workflow' }),
  ).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'name' }] },
  });
  const { cookie } = await signedIn('Maria');
  const other = Buffer.from('{"name":"Eve","until":9e15}').toString('base64url');
  const forged = { cookie: cookie.replace(/=[^.]+/, `=${other}`) };
  expect(await ask(at('session'), 'GET', undefined, undefined, forged)).toMatchObject({ status: 401 });
  const buyer = { cookie: `bilheteria_operator=${await newBuyer(app)}` };
  expect(await ask(at('session'), 'GET', undefined, undefined, buyer)).toMatchObject({ status: 401 });
});

test('another site cannot act with the cookie', async () => {
  await ask(at('events/csrf'), 'PUT', app.adminToken, definition());
  const cookie = await signedIn('Maria');
  const pause = (headers: object) =>
    ask(at('events/csrf/pause'), 'POST', undefined, undefined, { ...cookie, ...headers });
  const { host, origin } = new URL(app.url);
  for (const headers of [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: `http://${host}.evil.example` },
    { origin: 'null' },
  ])
    expect(await pause(headers)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect((await ask(`${app.url}/events/csrf`, 'GET')).body['status']).toBe('on_sale');
  expect((await pause({ origin })).body['status']).toBe('paused');
  expect((await pause(ours)).status).toBe(200);
});

test('every action is recorded once, with who and what changed', async () => {
  const cookie = { ...(await signedIn('Maria Ação')), ...ours };
  const put = (settings = {}, headers = {}) =>
    ask(at('events/who'), 'PUT', undefined, definition(settings), { ...cookie, ...headers });
  expect((await put({}, { 'if-none-match': '*' })).status).toBe(201);
  expect(await put({}, { 'if-none-match': '*' })).toMatchObject({
    status: 412,
    body: { code: 'event_exists' },
  });
  expect((await put()).status).toBe(200);
  const dearer = { id: 'pista', name: 'Pista', priceCents: 50_000, currency: 'BRL', capacity: 20 };
  const vip = { ...dearer, id: 'vip', name: 'VIP' };
  await put({ name: 'Grande Show', closesAt: '2098-02-01T00:00:00Z', ticketTypes: [dearer, vip] });
  await put({ name: 'Grande Show', closesAt: '2098-02-01T00:00:00Z', ticketTypes: [dearer, vip] });
  for (const action of ['pause', 'pause', 'resume'])
    await ask(at(`events/who/${action}`), 'POST', undefined, undefined, cookie);
  await ask(at('events/who/extend'), 'POST', app.adminToken, { seconds: 60 });
  await ask(at('events/who/cancel'), 'POST', undefined, undefined, cookie);
  const { body } = await ask(at('events/who/actions'), 'GET', undefined, undefined, cookie);
  const actions = body['actions'] as { who: string; what: string; detail: unknown }[];
  expect(actions.map(({ who, what }) => `${what} ${who}`)).toEqual([
    ...['cancel Maria Ação', 'extend token', 'resume Maria Ação', 'pause Maria Ação'],
    ...['edit Maria Ação', 'create Maria Ação'],
  ]);
  expect(actions[1]?.detail).toEqual({ seconds: 60, holds: 0 });
  expect(actions[4]?.detail).toEqual({
    changed: {
      name: ['Show', 'Grande Show'],
      closesAt: ['2098-01-01T00:00:00.000Z', '2098-02-01T00:00:00.000Z'],
      'ticketTypes.pista.priceCents': [49_550, 50_000],
      'ticketTypes.pista.capacity': [10, 20],
      'ticketTypes.vip.name': [null, 'VIP'],
      'ticketTypes.vip.priceCents': [null, 50_000],
      'ticketTypes.vip.currency': [null, 'BRL'],
      'ticketTypes.vip.capacity': [null, 20],
    },
  });
});

test('the timeline counts a sale that has just been made', async () => {
  await ask(at('events/now'), 'PUT', app.adminToken, definition());
  await bought('now', 2);
  const { body } = await ask(at('events/now/timeline?minutes=5'), 'GET', app.adminToken);
  const points = body['points'] as { sold: number; held: number; waiting: number; soldPerMinute: number }[];
  expect(points).toHaveLength(121);
  expect(points[0]).toMatchObject({ sold: 0, held: 0, waiting: 0 });
  expect(points[120]).toMatchObject({ sold: 2, held: 0, waiting: 0 });
  expect(await ask(at('events/none/timeline'), 'GET', app.adminToken)).toMatchObject({ status: 404 });
});

test('a pre-order is found by its number, ticket code, id, workflow or buyer, with its history', async () => {
  await ask(at('events/find'), 'PUT', app.adminToken, definition());
  const { body } = await bought('find');
  const [id, find] = [
    String(body['id']),
    (query: string) => ask(at(`pre-orders?${query}`), 'GET', app.adminToken),
  ];
  const byId = (await find(`id=${id.toUpperCase()}`)).body['preOrders'] as Record<string, unknown>[];
  expect(byId).toMatchObject([
    { id, status: 'sold', timeZone: 'UTC', workflowUrl: expect.stringContaining(id) },
  ]);
  expect((byId[0]?.['history'] as { what: string }[]).map((one) => one.what)).toEqual([
    ...['asked', 'called', 'held', 'checkout_accepted', 'sold'],
  ]);
  expect((await find(`buyerId=${String(byId[0]?.['buyerId'])}`)).body['preOrders']).toEqual([
    { ...byId[0], serverTime: expect.any(String) },
  ]);
  const [ticket] = byId[0]?.['tickets'] as { code: string }[];
  const code = ticket?.code ?? '';
  const names = [body['orderNumber'], String(body['orderNumber']).toLowerCase().replaceAll('-', ' ')];
  for (const text of [
    ...names,
    code,
    ` ${code.toLowerCase().slice(0, 5)} ${code.slice(5)}`,
    `pre-order-${id}`,
    id,
  ])
    expect((await find(`find=${encodeURIComponent(String(text))}`)).body['preOrders']).toMatchObject([
      { id },
    ]);
  expect((await find('find=000-000-000')).body['preOrders']).toEqual([]);
  expect((await find('id=00000000-0000-4000-8000-000000000000')).body['preOrders']).toEqual([]);
  for (const query of ['', 'id=x', `id=${id}&buyerId=${id}`, 'find=', `find=${'x'.repeat(201)}`])
    expect(await find(query)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
});

test('the sales file has one line per ticket, and a spreadsheet opens it correctly and runs no formula in it', async () => {
  const types = [{ id: 'pista', name: '=cmd;"x",1', priceCents: 49_550, currency: 'BRL', capacity: 10 }];
  const settings = { ticketTypes: types, timeZone: 'America/Sao_Paulo' };
  await ask(at('events/csv'), 'PUT', app.adminToken, definition(settings));
  await bought('csv', 2);
  await bought('csv');
  const csv = async (query = '') => {
    const headers = { authorization: `Bearer ${app.adminToken}` };
    const response = await fetch(at(`events/csv/sales.csv${query}`), { headers });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="sales-csv.csv"');
    return Buffer.from(await response.arrayBuffer()).toString();
  };
  const lines = (await csv()).split('\r\n');
  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe(
    '\uFEFFpre_order,ticket,code,status,ticket_type,ticket_type_name,price,currency,buyer,sold_at,time_zone,sold_at_utc,payment,payment_method',
  );
  expect(lines[1]).toMatch(
    /^[-\w]{36},[-\w]{36},\w{15},sold,pista,"'=cmd;""x"",1",495\.50,BRL,[-\w]{36},20\d\d-\d\d-\d\d \d\d:\d\d:\d\d,America\/Sao_Paulo,20\d\d-\d\d-\d\d \d\d:\d\d:\d\d,,$/,
  );
  const [soldAt = '', , soldAtUtc = ''] = (lines[1] ?? '').split(',').slice(-5);
  expect(Date.parse(`${soldAtUtc}Z`) - Date.parse(`${soldAt}Z`)).toBe(3 * 3_600_000);
  expect(await csv('?separator=semicolon')).toContain(`;sold;pista;"'=cmd;""x"",1";495,50;BRL;`);
  await ask(at('events/csv/cancel'), 'POST', app.adminToken);
  expect((await csv()).match(/,cancelled,pista,/g)).toHaveLength(3);
});
