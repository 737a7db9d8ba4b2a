import {
  describeItems,
  isFinal,
  sameItems,
  TRANSITIONS,
  type PreOrderStatus,
} from '../../src/domain/pre-order';

test('a final status only changes with its event, by a refund, and where money comes after all', () => {
  const AFTER_THE_END = { sold: ['cancelled', 'refunded'], invalidated: ['sold'] } as Record<
    string,
    string[]
  >;
  for (const [status, next] of Object.entries(TRANSITIONS)) {
    if (isFinal(status as PreOrderStatus)) expect(next).toEqual(AFTER_THE_END[status] ?? []);
    else expect(next.length).toBeGreaterThan(0);
  }
});

test('the same tickets in another order are the same request; another quantity is not', () => {
  const [a, b] = [
    { ticketType: 'pista', quantity: 2 },
    { ticketType: 'vip', quantity: 1 },
  ];
  expect(sameItems([a, b], [b, a])).toBe(true);
  expect(sameItems([a, b], [a, { ...b, quantity: 2 }])).toBe(false);
  expect(describeItems([a, b])).toBe('2 × pista + 1 × vip');
});
