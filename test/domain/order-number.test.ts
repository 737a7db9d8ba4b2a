import { randomUUID } from 'node:crypto';
import { idsOfOrderNumber, orderNumberOf } from '../../src/domain/order-number';

test('an order number names the ids that begin with its bits, however it is written', () => {
  expect(orderNumberOf('00000000-0000-4000-8000-000000000000')).toBe('000-000-000');
  expect(orderNumberOf('ffffffff-ffff-4fff-8fff-ffffffffffff')).toBe('ZZZ-ZZZ-ZZZ');
  expect(idsOfOrderNumber('zzz zzzzzz')).toEqual([
    'ffffffff-fff8-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ]);
  expect(idsOfOrderNumber('OOO-0o0-0I0')).toEqual(idsOfOrderNumber('000000010'));
  for (let i = 0; i < 1_000; i++) {
    const id = randomUUID();
    const [first = '', last = ''] = idsOfOrderNumber(orderNumberOf(id)) ?? [];
    expect(first <= id && id <= last).toBe(true);
  }
});

test.each(['', '000-000-00', '000-000-0000', 'UUU-UUU-UUU', '00000000-0000-4000-8000-000000000000', "'; --"])(
  '%s is no order number',
  (text) => {
    expect(idsOfOrderNumber(text)).toBeUndefined();
  },
);
