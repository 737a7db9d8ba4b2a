import type { PreOrder } from '../../src/domain/pre-order';
import { Unavailable } from '../../src/domain/unavailable';
import { createCheckout } from '../../src/orders/checkout';
import type { OrderDependencies } from '../../src/orders/dependencies';
import { waitWhile, whileIn } from '../../src/orders/wait';

const preOrder = (status: PreOrder['status']): PreOrder => ({
  ...{ id: 'id', eventId: 'show', buyerId: 'buyer', status, items: [], tickets: [] },
  ...{ totalCents: 0, currency: 'BRL', askedAt: new Date(), serverTime: new Date() },
});
const listen = () => () => undefined;
const waiting = (read: () => Promise<PreOrder>) =>
  waitWhile(preOrder('called'), { read, listen, during: whileIn('called'), waitMs: 50, pollFirst: true });

test('an outage during a wait takes nothing away: what was known before is answered', async () => {
  const away = () => Promise.reject(new Unavailable('postgres', new Error('gone')));
  expect(await waiting(away)).toMatchObject({ status: 'called' });
});

test('an answer that is older than what is known ends no wait', async () => {
  const at = (status: PreOrder['status'], ms: number) => ({ ...preOrder(status), serverTime: new Date(ms) });
  let notify: (answered: PreOrder) => void = () => undefined;
  const wait = waitWhile(at('checking_out', 1_000), {
    read: () => new Promise(() => undefined),
    listen: (_id, onChange) => ((notify = onChange), () => undefined),
    ...{ during: whileIn('checking_out'), waitMs: 10_000, pollFirst: false },
  });
  notify(at('pre_order', 999));
  notify(at('sold', 1_001));
  expect((await wait).status).toBe('sold');
});

test('a bug during a wait is not taken for an outage', async () => {
  await expect(waiting(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
});

test('a clock that is set back during a checkout makes no wait longer', async () => {
  let status: PreOrder['status'] = 'pre_order';
  const deps = {
    listen,
    signals: { checkout: () => Promise.resolve() },
    labelsOf: () => Promise.resolve({ payment: 'none' }),
    store: {
      acceptCheckout: () => {
        status = 'checking_out';
        const now = Date.now();
        jest.spyOn(Date, 'now').mockImplementation(() => now - 3_600_000);
        return Promise.resolve(preOrder(status));
      },
    },
  } as unknown as OrderDependencies;
  const checkout = createCheckout(deps, () => Promise.resolve(preOrder(status)));
  const began = performance.now();
  expect(await checkout({ id: 'id', by: { buyerId: 'buyer' }, waitMs: 300 })).toMatchObject({
    status: 'checking_out',
  });
  expect(performance.now() - began).toBeLessThan(2_000);
  jest.restoreAllMocks();
});
