import { createServer } from 'node:http';
import { createApp } from '../../src/http/app';
import type { ApiDependencies } from '../../src/http/dependencies';
import { drain, listen } from '../../src/http/listen';
import { newSession } from '../../src/http/session';
import type { JoinAnswer, JoinRequest } from '../../src/db/join';
import type { PreOrderNow } from '../../src/db/rows';
import { ask } from '../helpers/app';

/** What the route does when the line gives this answer. A request that waits learns of the hold at once. */
async function done(outcome: 'called' | 'in_line', leased: boolean, waitSeconds = 0, crowdedMs = 0) {
  const { token } = newSession(['secret']);
  const did: string[] = [];
  let preOrder: PreOrderNow;
  const deps = {
    ...{ sessionSecrets: ['secret'], adminToken: 'token', onAnswered: () => undefined },
    presence: { heard: () => undefined },
    starter: {
      ...{ crowded: crowdedMs > 0, crowdedMs },
      ...{ start: () => did.push('start'), poke: () => did.push('poke') },
    },
    notifications: {
      listen: (_id: string, hear: (answered: object) => void) => {
        did.push('wait');
        setImmediate(() => hear({ ...preOrder, status: 'pre_order' }));
        return () => undefined;
      },
    },
    onHoldTold: () => undefined,
    line: {
      join: ({ id, eventId, buyerId, items }: JoinRequest): Promise<JoinAnswer> => {
        const asked = { id, eventId, buyerId, status: outcome, totalCents: 1, currency: 'BRL' };
        preOrder = {
          ...{ ...asked, items: items.map((item) => ({ ...item, unitPriceCents: 1 })), tickets: [] },
          ...{ askedAt: new Date(), serverTime: new Date() },
        };
        return Promise.resolve(outcome === 'called' ? { outcome, preOrder, leased } : { outcome, preOrder });
      },
    },
    watch: { estimate: () => null, pollAfter: () => 1 },
  };
  const server = createServer(createApp(deps as unknown as ApiDependencies));
  const url = await listen(server, 0, '127.0.0.1');
  const items = [{ ticketType: 'pista', quantity: 1 }];
  const { status } = await ask(
    `${url}/api/events/show/pre-orders`,
    'POST',
    token,
    { items },
    { prefer: `wait=${waitSeconds}` },
  );
  await drain(server);
  return { status, did };
}

test('the route starts the workflow of a pre-order that was called with a start slot', async () => {
  expect(await done('called', true)).toEqual({ status: 201, did: ['start'] });
});

test('a pre-order that was called without a start slot is started as soon as there is one', async () => {
  expect(await done('called', false)).toEqual({ status: 201, did: ['poke'] });
});

test('a pre-order in line has no workflow to start', async () => {
  expect(await done('in_line', false)).toEqual({ status: 202, did: [] });
});

test('a called pre-order waits for its hold; in a crowd, less by the time that the crowd has lasted', async () => {
  expect(await done('called', true, 5)).toEqual({ status: 201, did: ['start', 'wait'] });
  expect(await done('called', true, 5, 4_000)).toEqual({ status: 201, did: ['start', 'wait'] });
  expect(await done('called', true, 5, 5_001)).toEqual({ status: 201, did: ['start'] });
});

test('in a crowd, a place in line is answered at once', async () => {
  expect(await done('in_line', false, 5, 1)).toEqual({ status: 202, did: [] });
});
