/** What an event is defined by, over HTTP: what is taken, as it comes back, and what is refused. */
import { ask } from '../helpers/app';
import { show } from '../helpers/show';
import { useApp } from '../helpers/use-app';

const app = useApp();

const put = (id: string, settings = {}) =>
  ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, show(10, settings));
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
