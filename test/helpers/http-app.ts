/** The HTTP API on its own, with fakes behind it, in the process of the test. */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { createApp } from '../../src/http/app';
import type { ApiDependencies } from '../../src/http/dependencies';
import { drain, listen, openServer } from '../../src/http/listen';

export const TOKEN = 'the token of the operator';
export const SECRET = 'the secret of the sessions';

const signedIn = new Map<string, string>();

/** No buyer's session has ended, and operators sign in with the admin token only. */
export const FAKE_ACCOUNTS = {
  operators: {
    signInWithToken(name: string) {
      const id = randomUUID();
      signedIn.set(id, name);
      return Promise.resolve(id);
    },
    find(id: string) {
      const name = signedIn.get(id);
      return Promise.resolve(name === undefined ? undefined : { name, role: 'admin' });
    },
    signOut: () => Promise.resolve(),
  },
  serviceTokens: { find: () => Promise.resolve(undefined) },
  endedSessions: { has: () => false, watch: () => () => undefined },
  sessions: { requireLive: () => Promise.resolve(), used: () => undefined },
};

const servers: Server[] = [];

/** Starts it with these parts in place of the fakes. @returns its address. */
export async function startHttp(parts: object = {}): Promise<string> {
  const deps = {
    orders: { listOwn: () => Promise.resolve([]) },
    presence: { heard: () => undefined, attend: () => () => undefined },
    accounts: FAKE_ACCOUNTS,
    listen: () => () => undefined,
    estimates: { estimate: () => null, pollAfter: () => 1 },
    ...{ missing: () => Promise.resolve([]), metrics: () => Promise.resolve('up 1\n') },
    ...{ adminToken: TOKEN, sessionSecrets: [SECRET], onAnswered: () => undefined, onError: () => undefined },
    ...parts,
  };
  const server = openServer(createApp(deps as unknown as ApiDependencies), {
    ...{ maxConnections: 0, addressConnections: 0 },
    ...{ headersMs: 20_000, requestMs: 60_000, keepAliveMs: 5_000 },
  });
  servers.push(server);
  return listen(server, 0, '127.0.0.1');
}

/** Stops all that were started, and closes their streams. */
export async function stopHttp(): Promise<void> {
  await Promise.all(
    servers.splice(0).map(async (server) => {
      const drained = drain(server);
      server.closeAllConnections();
      await drained;
    }),
  );
}
