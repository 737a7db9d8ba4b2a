import { ask, newBuyer } from '../helpers/app';
import { order, show } from '../helpers/show';
import { useApp } from '../helpers/use-app';

const app = useApp();
beforeAll(async () => {
  await ask(`${app.url}/admin/events/show`, 'PUT', app.adminToken, show(10));
});

type Case = readonly [string, string, string, string, unknown, number, string];
const cases: Case[] = [
  ['no session', 'POST', '/events/show/pre-orders', 'none', order(), 401, 'unauthenticated'],
  ['a forged session', 'GET', '/pre-orders', 'forged.token', undefined, 401, 'unauthenticated'],
  ['an unknown event', 'POST', '/events/nowhere/pre-orders', 'buyer', order(), 404, 'event_not_found'],
  ['bad JSON', 'POST', '/events/show/pre-orders', 'buyer', '{"items":', 400, 'invalid_request'],
  ['no items', 'POST', '/events/show/pre-orders', 'buyer', { items: [] }, 400, 'invalid_request'],
  ...[0, -1, 1.5, 1e9, '1', null].map((quantity): Case => {
    const body = { items: [{ ticketType: 'pista', quantity }] };
    return [
      `the quantity ${String(quantity)}`,
      'POST',
      '/events/show/pre-orders',
      'buyer',
      body,
      400,
      'invalid_request',
    ];
  }),
  [
    'a type twice',
    'POST',
    '/events/show/pre-orders',
    'buyer',
    { items: [...order().items, ...order().items] },
    400,
    'invalid_request',
  ],
  [
    'an unknown type',
    'POST',
    '/events/show/pre-orders',
    'buyer',
    { items: [{ ticketType: 'moon', quantity: 1 }] },
    400,
    'invalid_request',
  ],
  [
    'a NUL in a type',
    'POST',
    '/events/show/pre-orders',
    'buyer',
    { items: [{ ticketType: 'a\u0000', quantity: 1 }] },
    400,
    'invalid_request',
  ],
  [
    'too large a body',
    'POST',
    '/events/show/pre-orders',
    'buyer',
    `"${'x'.repeat(200_000)}"`,
    413,
    'invalid_request',
  ],
  ['a NUL in an event id', 'GET', '/events/a%00', 'none', undefined, 404, 'event_not_found'],
  ['a broken escape', 'GET', '/events/%', 'none', undefined, 400, 'invalid_request'],
  ['an id that is none', 'GET', '/pre-orders/1', 'buyer', undefined, 404, 'pre_order_not_found'],
  ['an unknown route', 'GET', '/nothing', 'none', undefined, 404, 'not_found'],
  ['admin without a token', 'PUT', '/admin/events/x', 'none', {}, 401, 'unauthenticated'],
  ['admin as a buyer', 'PUT', '/admin/events/x', 'buyer', {}, 403, 'forbidden'],
  ['an empty event', 'PUT', '/admin/events/x', 'admin', {}, 400, 'invalid_request'],
  ['an event with a bad id', 'PUT', '/admin/events/X%20Y', 'admin', show(10), 400, 'invalid_request'],
  [
    'an event with a NUL',
    'PUT',
    '/admin/events/x',
    'admin',
    show(10, { name: 'a\u0000' }),
    400,
    'invalid_request',
  ],
  [
    'an extension of nothing',
    'POST',
    '/admin/events/show/extend',
    'admin',
    { seconds: 0 },
    400,
    'invalid_request',
  ],
];

test.each(cases)('%s gets a clear answer', async (_what, method, route, who, body, status, code) => {
  const token =
    who === 'buyer'
      ? await newBuyer(app)
      : who === 'admin'
        ? app.adminToken
        : who === 'none'
          ? undefined
          : who;
  const answer = await ask(`${app.url}${route}`, method, token, body);
  expect(answer).toMatchObject({ status, body: { code } });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

test('a wrong value in a list is reported with its position', async () => {
  const types = [{ id: 'pista', name: 'Pista', priceCents: 1000, currency: 'BRL', capacity: -1 }];
  const answer = await ask(
    `${app.url}/admin/events/x`,
    'PUT',
    app.adminToken,
    show(10, { ticketTypes: types }),
  );
  expect(answer.body).toMatchObject({ errors: [{ path: 'ticketTypes.0.capacity' }] });
});
