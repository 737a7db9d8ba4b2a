import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Database } from '../../src/db/database';
import { createEvents } from '../../src/events';
import { createApp } from '../../src/http/app';
import type { ApiDependencies } from '../../src/http/dependencies';
import { drain, listen } from '../../src/http/listen';
import { FAKE_ACCOUNTS } from '../helpers/http-app';

const at = new Date();
const ROW = {
  ...{ id: 'show', status: 'on_sale', ticketTypes: [] },
  ...{ startsAt: at, doorsOpenAt: null, onSaleAt: at, closesAt: at },
};
/** What the routes did in this test. Streams of the previous test may still be closing. */
let seen: { statements: number; listening: number };
let server: Server;
let url: string;
beforeEach(async () => {
  const own = (seen = { statements: 0, listening: 0 });
  const db = {
    query: async () => {
      own.statements++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return [ROW];
    },
  };
  const follow = () => {
    own.listening++;
    return () => {
      own.listening--;
    };
  };
  const deps = {
    events: createEvents({
      db: db as unknown as Database,
      signalRefresh: () => Promise.resolve(),
      onError: () => undefined,
    }),
    ...{ listen: follow, onAnswered: () => undefined },
    ...{ adminToken: 'token', sessionSecrets: ['secret'] },
  };
  server = createServer(createApp({ accounts: FAKE_ACCOUNTS, ...deps } as unknown as ApiDependencies));
  url = `${await listen(server, 0, '127.0.0.1')}/api/events/show`;
});
afterEach(async () => {
  const drained = drain(server);
  server.closeAllConnections();
  await drained;
});

// One read for each would take every connection to Postgres from those who want a ticket.
test('a few statements answer many simultaneous reads and streams of an event', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) => fetch(i % 2 ? url : `${url}/stream`)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  for (const [i, answer] of answers.entries()) {
    if (i % 2) expect(await answer.json()).toMatchObject({ id: 'show' });
    else {
      const { value } = (await answer.body?.getReader().read()) as { value: Uint8Array };
      expect(Buffer.from(value).toString()).toMatch(/^event: event\ndata: \{"id":"show"/);
    }
  }
  expect(seen.statements).toBeGreaterThan(0);
  expect(seen.statements).toBeLessThan(40);
});

// The `close` event of such a response is over before the stream can listen for it.
test('a client that leaves before its stream starts leaves nothing behind', async () => {
  const asked = once(server, 'request');
  const leaving = new AbortController();
  const gone = fetch(`${url}/stream`, { signal: leaving.signal }).catch(() => undefined);
  const [, response] = (await asked) as [unknown, ServerResponse];
  leaving.abort();
  await Promise.all([gone, once(response, 'close')]);
  // This request is answered by the same read or a later one.
  await (await fetch(url)).text();
  expect(seen.statements).toBeGreaterThan(0);
  expect(seen.listening).toBe(0);
});
