/** How streams begin and end for clients that want no stream, or no more. */
import { randomUUID } from 'node:crypto';
import { newSession } from '../../src/http/session';
import { NO_LIMITS } from '../../src/http/limits';
import { SECRET, startHttp, stopHttp } from '../helpers/http-app';

afterEach(stopHttp);

const { token, buyerId } = newSession([SECRET]);
const ID = randomUUID();
const preOrder = (status: string) => ({
  ...{ id: ID, eventId: 'show', buyerId, status, items: [], tickets: [], totalCents: 1 },
  ...{ currency: 'BRL', askedAt: new Date(), serverTime: new Date() },
});
const EVENT = {
  ...{ id: 'show', ticketTypes: [], doorsOpenAt: null },
  ...{ startsAt: new Date(), onSaleAt: new Date(), closesAt: new Date() },
};

/** The app with one pre-order and one event. */
const start = (status: string, more: object = {}) =>
  startHttp({
    orders: { readOwn: () => Promise.resolve(preOrder(status)) },
    events: {
      read: () => Promise.resolve({ ...EVENT, status: status === 'cancelled' ? status : 'on_sale' }),
    },
    ...more,
  });
const [PRE_ORDER, SHOW] = [`/api/pre-orders/${ID}/stream`, '/api/events/show/stream'];
const paths = [PRE_ORDER, SHOW];
const headers = { authorization: `Bearer ${token}` };

test.each(paths)('HEAD of a stream is answered at once: %s', async (path) => {
  const url = await start('called');
  const response = await fetch(url + path, { method: 'HEAD', headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect(await response.text()).toBe('');
});

test.each(paths)('no cache keeps a stream, and no proxy transforms it: %s', async (path) => {
  const leaving = new AbortController();
  const response = await fetch((await start('called')) + path, { headers, signal: leaving.signal });
  expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
  leaving.abort();
});

test.each(['sold', 'invalidated', 'refused', 'cancelled'])(
  'a client that connects to the stream of a pre-order that is %s gets 204, and stops reconnecting',
  async (status) => {
    const response = await fetch((await start(status)) + PRE_ORDER, { headers });
    expect([response.status, await response.text()]).toEqual([204, '']);
  },
);

test('so does a client of a cancelled event', async () => {
  expect((await fetch((await start('cancelled')) + SHOW)).status).toBe(204);
});

test('a session has a number of streams, others at its address have theirs, and a closed one makes room', async () => {
  const rateLimits = { ...NO_LIMITS, sessionStreams: 2, addressStreams: 4 };
  const url = await start('called', { rateLimits });
  const open = async (who: object) => {
    const leaving = new AbortController();
    const response = await fetch(url + SHOW, { headers: { ...who }, signal: leaving.signal });
    return { response, status: response.status, leave: () => leaving.abort() };
  };
  const [first, second, third] = [await open(headers), await open(headers), await open(headers)];
  expect([first.status, second.status, third.status]).toEqual([200, 200, 429]);
  expect(third.response.headers.get('retry-after')).toBe('10');
  // It would stay open for nothing.
  expect(third.response.headers.get('connection')).toBe('close');
  const other = { authorization: `Bearer ${newSession([SECRET]).token}` };
  expect([(await open(other)).status, (await open({})).status, (await open({})).status]).toEqual([
    200, 200, 429,
  ]);
  first.leave();
  for (;;) {
    const again = await open(headers);
    if (again.status === 200) break;
  }
});
