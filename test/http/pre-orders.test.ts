import { createServer } from 'node:http';
import { createApp } from '../../src/http/app';
import type { ApiDependencies } from '../../src/http/dependencies';
import { drain, listen } from '../../src/http/listen';
import { newSession } from '../../src/http/session';
import type { JoinAnswer, JoinRequest } from '../../src/db/join';
import type { PreOrderNow } from '../../src/db/rows';
import { ask } from '../helpers/app';

/** What the route did, for a buyer whose request the line answers so; who waits hears of the hold at once. */
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
    news: {
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

test('who is called with room for their start is started by the route', async () => {
  expect(await done('called', true)).toEqual({ status: 201, did: ['start'] });
});

test('who is called without room is looked for as soon as there is some, and not only by the next look', async () => {
  expect(await done('called', false)).toEqual({ status: 201, did: ['poke'] });
});

test('who only has a place is nothing to start', async () => {
  expect(await done('in_line', false)).toEqual({ status: 202, did: [] });
});

test('who is called waits for the hold, in a crowd for as much less as the crowd has lasted', async () => {
  expect(await done('called', true, 5)).toEqual({ status: 201, did: ['start', 'wait'] });
  expect(await done('called', true, 5, 4_000)).toEqual({ status: 201, did: ['start', 'wait'] });
  expect(await done('called', true, 5, 5_001)).toEqual({ status: 201, did: ['start'] });
});

test('who gets a place in a crowd hears it at once', async () => {
  expect(await done('in_line', false, 5, 1)).toEqual({ status: 202, did: [] });
});
