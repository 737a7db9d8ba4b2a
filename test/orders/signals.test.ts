/** A request that is repeated must not cost Temporal a signal each time. */
import type { PreOrder, PreOrderStatus } from '../../src/domain/pre-order';
import { createOrders, type OrderDependencies } from '../../src/orders';

const ID = '00000000-0000-4000-8000-000000000001';

/** Orders around one pre-order in memory, and the signals that they sent. */
function ordersWith(status: PreOrderStatus) {
  const sent: string[] = [];
  let row = { id: ID, buyerId: 'buyer', status, serverTime: new Date() } as PreOrder;
  const becomes = (next: PreOrderStatus, from: PreOrderStatus[]) => () => {
    if (from.includes(row.status)) row = { ...row, status: next };
    return Promise.resolve(row);
  };
  const signal = (name: string) => () => Promise.resolve(void sent.push(name));
  const deps = {
    store: {
      read: () => Promise.resolve(row),
      giveBack: becomes('invalidated', ['called', 'pre_order']),
      acceptCheckout: becomes('checking_out', ['pre_order']),
      leave: becomes('refused', ['in_line']),
    },
    signals: { giveBack: signal('give back'), checkout: signal('checkout') },
    starter: {},
    labelsOf: () => Promise.resolve({ payment: 'none' }),
  };
  return { orders: createOrders(deps as unknown as OrderDependencies), sent };
}

test('giving back three times signals the workflow once', async () => {
  const { orders, sent } = ordersWith('pre_order');
  for (let i = 0; i < 3; i++)
    expect(await orders.giveBack(ID, 'buyer')).toMatchObject({ status: 'invalidated' });
  expect(sent).toEqual(['give back']);
});

test('checking out three times signals the workflow once', async () => {
  const { orders, sent } = ordersWith('pre_order');
  for (let i = 0; i < 3; i++)
    expect(await orders.checkout({ id: ID, by: { buyerId: 'buyer' }, waitMs: 0 })).toMatchObject({
      status: 'checking_out',
    });
  expect(sent).toEqual(['checkout']);
});

test('leaving the line signals nothing, since there is no workflow', async () => {
  const { orders, sent } = ordersWith('in_line');
  for (let i = 0; i < 2; i++) expect(await orders.giveBack(ID, 'buyer')).toMatchObject({ status: 'refused' });
  expect(sent).toEqual([]);
});
