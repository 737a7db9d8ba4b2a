import { createServer } from 'node:http';
import { createApp } from '../../src/http/app';
import type { ApiDependencies } from '../../src/http/dependencies';
import { drain, listen } from '../../src/http/listen';
import { newSession } from '../../src/http/session';
import { waitWhile } from '../../src/http/wait';
import type { News } from '../../src/db/news';
import type { PreOrderNow } from '../../src/db/rows';
import { Unavailable } from '../../src/domain/unavailable';
import { ask } from '../helpers/app';

const { buyerId, token } = newSession(['secret']);
const preOrder = (status: PreOrderNow['status']): PreOrderNow => ({
  ...{ id: '5f3c1c5e-2b1d-4f0e-9b3a-0d9f1f1b6c55', eventId: 'show', buyerId, status, items: [], tickets: [] },
  ...{ totalCents: 0, currency: 'BRL', askedAt: new Date(), serverTime: new Date() },
});
const notifications = { listen: () => () => undefined } as unknown as News;
const waiting = (read: () => Promise<PreOrderNow>) =>
  waitWhile(preOrder('called'), {
    read,
    news: notifications,
    during: ['called'],
    waitMs: 50,
    lookFirst: true,
  });

test('an outage while a request waits takes nothing away: the request is answered with what is known', async () => {
  const away = () => Promise.reject(new Unavailable('postgres', new Error('gone')));
  expect(await waiting(away)).toMatchObject({ status: 'called' });
});

test('a bug while a request waits is not treated as an outage', async () => {
  await expect(waiting(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
});

test('a clock that is set back during a checkout does not make it wait longer', async () => {
  let status: PreOrderNow['status'] = 'pre_order';
  const deps: Partial<ApiDependencies> = {
    ...{ sessionSecrets: ['secret'], adminToken: 'token', notifications, onAnswered: () => undefined },
    presence: { heard: () => undefined, attend: () => () => undefined },
    workflows: {
      signalCheckout: () => Promise.resolve(),
      signalGiveBack: () => Promise.resolve(),
      signalLook: () => Promise.resolve(),
    },
    steps: {
      read: () => Promise.resolve(preOrder(status)),
      acceptCheckout: () => {
        status = 'checking_out';
        const now = Date.now();
        jest.spyOn(Date, 'now').mockImplementation(() => now - 3_600_000);
        return Promise.resolve(preOrder(status));
      },
    } as unknown as ApiDependencies['steps'],
    onHoldTold: () => undefined,
  };
  const server = createServer(createApp(deps as ApiDependencies));
  const url = await listen(server, 0, '127.0.0.1');
  const paid = await ask(
    `${url}/api/pre-orders/${preOrder('called').id}/checkout`,
    'POST',
    token,
    {},
    { prefer: 'wait=1' },
  );
  jest.restoreAllMocks();
  await drain(server);
  expect(paid).toMatchObject({ status: 202, body: { status: 'checking_out' } });
}, 10_000);
