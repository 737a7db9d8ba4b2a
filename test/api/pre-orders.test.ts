import { createServer } from 'node:http';
import { createApp, type ApiDependencies } from '../../src/api/app';
import { drain, listen } from '../../src/api/listen';
import { newSession } from '../../src/api/session';
import type { JoinAnswer, JoinRequest } from '../../src/db/join';
import { ask } from '../helpers/app';

/** What the route did with a starter, for a buyer whose request the line answers so. */
async function done(outcome: 'called' | 'in_line', leased: boolean) {
  const { token } = newSession(['secret']);
  const did: string[] = [];
  const deps = {
    ...{ sessionSecrets: ['secret'], adminToken: 'token', onAnswered: () => undefined },
    presence: { heard: () => undefined },
    starter: { crowded: false, start: () => did.push('start'), poke: () => did.push('poke') },
    line: {
      join: ({ id, eventId, buyerId, items }: JoinRequest): Promise<JoinAnswer> => {
        const asked = { id, eventId, buyerId, status: outcome, totalCents: 1, currency: 'BRL' };
        const preOrder = {
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
    { prefer: 'wait=0' },
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
