import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createApp } from '../../src/http/app';
import type { ApiDependencies } from '../../src/http/dependencies';
import { drain, listen } from '../../src/http/listen';
import { newSession } from '../../src/http/session';
import { FAKE_ACCOUNTS } from '../helpers/http-app';

const { token, buyerId } = newSession(['secret']);
const ID = randomUUID();
const PRE_ORDER = {
  ...{ id: ID, eventId: 'show', buyerId, status: 'called', items: [], tickets: [], totalCents: 1 },
  ...{ currency: 'BRL', askedAt: new Date(), serverTime: new Date() },
};

/** How many streams listen and how many count their buyer as present, before and after the client leaves. */
async function leave(when: 'before it begins' | 'later') {
  const now = { listening: 0, attending: 0 };
  const begin = (what: keyof typeof now) => () => {
    now[what]++;
    return () => {
      now[what]--;
    };
  };
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  const deps = {
    ...{ sessionSecrets: ['secret'], adminToken: 'token', onAnswered: () => undefined },
    presence: { heard: () => undefined, attend: begin('attending') },
    listen: begin('listening'),
    orders: { readOwn: () => asked.then(() => PRE_ORDER) },
    estimates: { estimate: () => null, pollAfter: () => 1 },
  };
  const server = createServer(createApp({ accounts: FAKE_ACCOUNTS, ...deps } as unknown as ApiDependencies));
  const url = `${await listen(server, 0, '127.0.0.1')}/api/pre-orders/${ID}/stream`;
  const requested = once(server, 'request');
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const begun = fetch(url, { headers, signal: leaving.signal }).catch(() => undefined);
  const [, response] = (await requested) as [unknown, ServerResponse];
  const closed = once(response, 'close');
  if (when === 'later') {
    answer();
    await begun;
  }
  const during = { ...now };
  leaving.abort();
  await closed;
  answer();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const drained = drain(server);
  server.closeAllConnections();
  await drained;
  return { during, after: now };
}

const NOBODY = { listening: 0, attending: 0 };

test('a buyer is present while their stream is open', async () => {
  expect(await leave('later')).toEqual({ during: { listening: 1, attending: 1 }, after: NOBODY });
});

// Otherwise the buyer would count as present for ever, and the line would never pass over the place.
test('a buyer who leaves before their stream starts is not present', async () => {
  expect(await leave('before it begins')).toEqual({ during: NOBODY, after: NOBODY });
});
