import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { commitmentOf, entryIdOf, lotOf } from '../../src/domain/draw';
import { eventUrlOf, verifyDraw } from '../../src/cli/verify-draw';

const seed = randomBytes(32).toString('hex');
const entries = Array.from({ length: 50 }, () => entryIdOf(randomBytes(16).toString('hex')));
const drawn = entries
  .sort((a, b) => (lotOf(seed, a) < lotOf(seed, b) ? -1 : 1))
  .map((entryId, i) => ({ place: i + 1, entryId }));

let server: Server | undefined;
afterEach(() => server?.close());

/** The result for a server that publishes this. */
async function checked(draw: object | null, list: { place: number; entryId: string }[] = drawn) {
  server = createServer((request, response) => {
    response.end(
      request.url?.endsWith('/draw')
        ? list.map((one) => `${JSON.stringify(one)}\n`).join('')
        : JSON.stringify({ draw }),
    );
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return verifyDraw(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/events/show`);
}
const honest = { commitment: commitmentOf(seed), seed };
const swapped = (i: number) => {
  const list = drawn.map((one) => ({ ...one }));
  const [a, b] = [list[i], list[i + 1]];
  if (a && b) [a.entryId, b.entryId] = [b.entryId, a.entryId];
  return list;
};

test('an honest draw is correct', async () => {
  expect(await checked(honest)).toEqual({ ok: true, places: 50 });
});

test.each([
  [
    'a seed that does not match the commitment',
    { ...honest, commitment: commitmentOf('00') },
    drawn,
    'commitment',
  ],
  ['two swapped entries', honest, swapped(20), 'place 22 is wrong'],
  ['a missing first place', honest, drawn.slice(1), 'place 1 is missing'],
  ['a missing entry', honest, drawn.filter((one) => one.place !== 9), 'place 9 is missing'],
  [
    'a repeated entry',
    honest,
    [...drawn.slice(0, 3), { ...drawn[2], place: 4 } as never],
    'place 4 is wrong',
  ],
  ['a draw that has not happened yet', { commitment: honest.commitment }, drawn, 'not been drawn yet'],
  ['an event without a draw', null, drawn, 'no draw'],
])('%s is found', async (_what, draw, list, problem) => {
  const check = await checked(draw, list);
  expect(check).toEqual({ ok: false, problem: expect.stringContaining(problem) });
});

test.each([
  ['rock-no-rio', 'https://given.example/api/events/rock-no-rio'],
  ['https://tickets.example/events/rock-no-rio', 'https://tickets.example/api/events/rock-no-rio'],
  ['https://a.example/api/events/show/line?x=1', 'https://a.example/api/events/show'],
])('%s means the event at %s', (given, url) => {
  expect(eventUrlOf(given, 'https://given.example')).toBe(url);
});
