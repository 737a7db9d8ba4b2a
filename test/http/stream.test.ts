/** The stream of several subjects, over HTTP, with fake use cases. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createApp } from '../../src/http/app';
import type { ApiDependencies } from '../../src/http/dependencies';
import { drain, listen } from '../../src/http/listen';
import { newSession } from '../../src/http/session';
import { Refusal } from '../../src/domain/refusal';
import { FAKE_ACCOUNTS } from '../helpers/http-app';

const { token, buyerId } = newSession(['secret']);
const ID = randomUUID();
const at = new Date();

/** The program with one pre-order, which a test changes, and events of any id. */
async function startServer() {
  const preOrder = {
    ...{ id: ID, eventId: 'show', buyerId, status: 'pre_order', items: [], tickets: [], totalCents: 1 },
    ...{ currency: 'BRL', askedAt: new Date(), serverTime: new Date() },
  };
  const events = { rock: 'on_sale', show: 'on_sale' } as Record<string, string>;
  const listeners = new Map<string, () => void>();
  let attending = 0;
  const deps = {
    ...{ sessionSecrets: ['secret'], adminToken: 'token', onAnswered: () => undefined },
    presence: {
      heard: () => undefined,
      attend() {
        attending += 1;
        return () => (attending -= 1);
      },
    },
    listen(subject: string, onChange: () => void) {
      listeners.set(subject, onChange);
      return () => listeners.delete(subject);
    },
    events: {
      read: (id: string) =>
        Promise.resolve({
          ...{ id, status: events[id], ticketTypes: [] },
          ...{ startsAt: at, doorsOpenAt: null, onSaleAt: at, closesAt: at },
        }),
    },
    orders: {
      readOwn: (id: string, buyer: string) =>
        id === ID && buyer === buyerId
          ? Promise.resolve({ ...preOrder })
          : Promise.reject(new Refusal({ code: 'pre_order_not_found' })),
    },
    estimates: { estimate: () => null, pollAfter: () => 1 },
  };
  const server = createServer(createApp({ accounts: FAKE_ACCOUNTS, ...deps } as unknown as ApiDependencies));
  const url = `${await listen(server, 0, '127.0.0.1')}/api/stream`;
  return {
    preOrder,
    events,
    attending: () => attending,
    listening: () => [...listeners.keys()].sort(),
    changed: (subject: string) => listeners.get(subject)?.(),
    ask: (query: string, bearer = token) =>
      fetch(`${url}?${query}`, { headers: { authorization: `Bearer ${bearer}` } }),
    async close() {
      const drained = drain(server);
      server.closeAllConnections();
      await drained;
    },
  };
}

/** Reads messages until there are this many, as their name and the status of what they bring. */
async function messages(response: Response, count: number): Promise<string[]> {
  const found: string[] = [];
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (found.length < count) {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) break;
    text += value;
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const one of whole) {
      const [, name, json] = /^event: (\w+)\ndata: (.*)$/.exec(one) ?? [];
      if (name && json) found.push(`${name} ${(JSON.parse(json) as { status: string }).status}`);
    }
  }
  reader?.releaseLock();
  return found.sort();
}

test('one stream carries events and pre-orders, and ends once all of them are final', async () => {
  const server = await startServer();
  const response = await server.ask(`events=rock,show&preOrders=${ID}`);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const copies = response.clone();
  expect(await messages(response, 3)).toEqual(['event on_sale', 'event on_sale', 'preorder pre_order']);
  expect(server.listening()).toEqual(['rock', 'show', ID].sort());
  expect(server.attending()).toBe(1);
  server.preOrder.status = 'sold';
  server.changed(ID);
  server.events['rock'] = server.events['show'] = 'cancelled';
  server.changed('rock');
  server.changed('show');
  // The body ends by itself.
  expect(await messages(copies, Infinity)).toEqual([
    ...['event cancelled', 'event cancelled', 'event on_sale', 'event on_sale'],
    ...['preorder pre_order', 'preorder sold'],
  ]);
  await server.close();
  expect(server.attending()).toBe(0);
  expect(server.listening()).toEqual([]);
});

test('events alone need no session; pre-orders need the one that owns them', async () => {
  const server = await startServer();
  const statusOf = async (query: string, bearer?: string) => {
    const { status, body } = await server.ask(query, bearer);
    await body?.cancel();
    return status;
  };
  expect(await statusOf('events=rock', 'nobody')).toBe(200);
  expect(await statusOf(`preOrders=${ID}`, 'nobody')).toBe(401);
  expect(await statusOf(`preOrders=${ID}`, newSession(['secret']).token)).toBe(404);
  expect(await statusOf(`preOrders=${randomUUID()}`)).toBe(404);
  for (const query of ['', 'events=', 'events=Rock!', 'preOrders=1', `events=${Array(21).fill('a').join()}`])
    expect([query, await statusOf(query)]).toEqual([query, 400]);
  await server.close();
});
