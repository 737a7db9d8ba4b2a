/** What an event is defined by, over HTTP: what is taken, as it comes back, and what is refused. */
import { ask, newBuyer } from '../helpers/app';
import { order, show } from '../helpers/show';
import { useApp } from '../helpers/use-app';

const app = useApp();

const put = (id: string, settings = {}, headers = {}) =>
  ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, show(10, settings), headers);
const buy = async (id: string) => {
  const answer = await ask(`${app.url}/events/${id}/pre-orders`, 'POST', await newBuyer(app), order());
  expect(answer).toMatchObject({ status: 201 });
};
const read = async (id: string) => (await ask(`${app.url}/events/${id}`, 'GET')).body;

/** The paths and messages of an answer's errors. */
const errorsOf = ({ body }: { body: Record<string, unknown> }) =>
  body['errors'] as { path: string; message: string }[];

const DETAILS = {
  timeZone: 'America/Sao_Paulo',
  description: 'Uma noite de rock.\n\nAbertura: DJ Maré.',
  imageUrl: 'https://example.com/rock.jpg',
  doorsOpenAt: '2098-12-31T22:00:00.000Z',
};

test("an event comes back with its venue's time zone, its description, its image and its doors", async () => {
  expect(await put('details', DETAILS)).toMatchObject({ status: 201, body: DETAILS });
  expect(await read('details')).toMatchObject(DETAILS);
  expect(await put('details', { ...DETAILS, timeZone: 'America/Manaus' })).toMatchObject({ status: 200 });
  const { body } = await ask(`${app.url}/admin/events/details/actions`, 'GET', app.adminToken);
  expect(body['actions']).toMatchObject([
    { what: 'edit', detail: { changed: { timeZone: ['America/Sao_Paulo', 'America/Manaus'] } } },
    { what: 'create' },
  ]);
});

test('what a definition does not say about them is the default', async () => {
  const defaults = { timeZone: 'UTC', description: '', imageUrl: null, doorsOpenAt: null };
  expect(await put('plain')).toMatchObject({ status: 201, body: defaults });
});

test.each([
  { timeZone: '-03:00' },
  { timeZone: 'Rio' },
  { timeZone: null },
  { imageUrl: 'javascript:alert(1)' },
  { imageUrl: 'data:image/png;base64,AAAA' },
  { imageUrl: '/rock.jpg' },
  { imageUrl: 'https://' },
  // Each would change the policy of the page that shows it.
  { imageUrl: 'https://a.example;script-src/rock.jpg' },
  { imageUrl: 'https://*/rock.jpg' },
  { imageUrl: 'https://[::1]/rock.jpg' },
  { description: 'a\u0000b' },
  { description: null },
  { doorsOpenAt: 'tomorrow' },
])('%j is refused, by its name', async (wrong) => {
  const answer = await put('refused', wrong);
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  expect(errorsOf(answer).map(({ path }) => path)).toEqual(Object.keys(wrong));
});

test('a description has at most 5,000 characters', async () => {
  expect(await put('long', { description: 'a'.repeat(5_000) })).toMatchObject({ status: 201 });
  expect(errorsOf(await put('long', { description: 'a'.repeat(5_001) }))).toMatchObject([
    { path: 'description' },
  ]);
});

test('a name that nobody can see or print is refused', async () => {
  for (const path of ['name', 'venue'])
    for (const text of [' ', '\u200B', '\u2066', '\uD800', 'Rock\u202E'])
      expect(errorsOf(await put('invisible', { [path]: text }))).toMatchObject([{ path }]);
  const ticketTypes = [{ ...show(1).ticketTypes[0], name: '\u202E' }];
  expect(errorsOf(await put('invisible', { ticketTypes }))[0]).toMatchObject({ path: 'ticketTypes.0.name' });
});

test('an unknown member is refused with its path and the name that was probably meant', async () => {
  const ticketTypes = [
    { id: 'pista', name: 'Pista', priceCents: 0, currency: 'BRL', capcity: 10, colour: 1 },
  ];
  const answer = await put('typos', { maxPerbuyer: 2, hold_seconds: 60, weather: true, ticketTypes });
  expect(answer.status).toBe(400);
  expect(errorsOf(answer)).toEqual(
    expect.arrayContaining([
      { path: 'maxPerbuyer', message: 'is unknown; did you mean maxPerBuyer?' },
      { path: 'hold_seconds', message: 'is unknown; did you mean holdSeconds?' },
      { path: 'weather', message: 'is unknown' },
      { path: 'ticketTypes.0.capcity', message: 'is unknown; did you mean capacity?' },
      { path: 'ticketTypes.0.colour', message: 'is unknown' },
    ]),
  );
});

test('an event can be sent back as it was answered', async () => {
  await put('back-again', DETAILS);
  await buy('back-again');
  // Below what is held and sold, so that the answer has a deficit.
  await put('back-again', { ...DETAILS, ticketTypes: show(0).ticketTypes });
  const event = await read('back-again');
  expect(event).toMatchObject({ status: 'on_sale', ticketTypes: [{ capacity: 0, deficit: 1 }] });
  expect(await put('back-again', event)).toMatchObject({ status: 200, body: event });
});

test('of two operators who edit an event, the second learns that it has changed; sales change nothing', async () => {
  const created = await put('edited', DETAILS);
  const tag = (await ask(`${app.url}/events/edited`, 'GET')).headers.get('etag') ?? '';
  expect(tag).toMatch(/^"[\w-]+"$/);
  expect(created.headers.get('etag')).toBe(tag);
  await buy('edited');
  const first = await put('edited', { name: 'First' }, { 'If-Match': tag });
  expect(first).toMatchObject({ status: 200, body: { name: 'First', ticketTypes: [{ available: 9 }] } });
  expect(await put('edited', { name: 'Second' }, { 'If-Match': tag })).toMatchObject({
    status: 412,
    body: { code: 'event_changed', status: 412 },
  });
  expect(await read('edited')).toMatchObject({ name: 'First' });
  const now = first.headers.get('etag') ?? '';
  // As a proxy that compresses sends it.
  expect(await put('edited', { name: 'Third' }, { 'If-Match': `W/${now}` })).toMatchObject({ status: 200 });
  expect(await put('edited', {}, { 'If-Match': '*' })).toMatchObject({ status: 200 });
  for (const any of ['*', tag])
    expect(await put('not-there', {}, { 'If-Match': any })).toMatchObject({
      status: 412,
      body: { code: 'event_changed' },
    });
});

test('every setting changes the tag, and so does the order of the ticket types', async () => {
  const [type] = show(1).ticketTypes;
  const types = ['a', 'b'].map((id) => ({ ...type, id }));
  const tags = [];
  for (const settings of [
    ...[{}, DETAILS, { ...DETAILS, imageUrl: null }, { ...DETAILS, doorsOpenAt: null }, { maxPerBuyer: 5 }],
    ...[{ ticketTypes: types }, { ticketTypes: types.toReversed() }, { draw: true, presenceSeconds: 5 }],
  ])
    tags.push((await put('tagged', settings)).headers.get('etag'));
  expect(new Set(tags).size).toBe(tags.length);
});

test('of many who save at once what they read, one succeeds', async () => {
  const tag = (await put('at-once')).headers.get('etag') ?? '';
  const names = ['Ana', 'Bia', 'Caio', 'Davi', 'Eva'];
  const saved = await Promise.all(names.map((name) => put('at-once', { name }, { 'If-Match': tag })));
  expect(saved.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412]);
});

test('an answer with the counts is never "not modified"', async () => {
  const headers = { 'If-None-Match': (await put('fresh')).headers.get('etag') ?? '' };
  await buy('fresh');
  expect(await ask(`${app.url}/events/fresh`, 'GET', undefined, undefined, headers)).toMatchObject({
    status: 200,
    body: { ticketTypes: [{ available: 9 }] },
  });
});

test('the currency is fixed once somebody has asked for tickets', async () => {
  const [type] = show(10).ticketTypes;
  const inYen = { ticketTypes: [{ ...type, currency: 'JPY' }] };
  await put('currency', inYen);
  expect(await put('currency')).toMatchObject({ status: 200, body: { ticketTypes: [{ currency: 'BRL' }] } });
  await buy('currency');
  expect(await put('currency', inYen)).toMatchObject({
    status: 409,
    body: { code: 'currency_fixed', status: 409, currency: 'BRL' },
  });
  // Even if those who asked have left again, their records keep their currency.
  await put('left', { draw: true, onSaleAt: '2097-01-01T00:00:00Z' });
  const token = await newBuyer(app);
  const entry = await ask(`${app.url}/events/left/pre-orders`, 'POST', token, order());
  await ask(`${app.url}/pre-orders/${String(entry.body['id'])}`, 'DELETE', token);
  expect(await put('left', { ...inYen, draw: true, onSaleAt: '2097-01-01T00:00:00Z' })).toMatchObject({
    status: 409,
    body: { code: 'currency_fixed' },
  });
  expect(await put('left', { draw: true, onSaleAt: '2097-01-01T00:00:00Z' })).toMatchObject({ status: 200 });
});
