import { createCounter, networkOf } from '../../src/http/counter';

test('an IPv6 network of one customer counts as one address', () => {
  const same = [
    '2001:db8:1:100::1',
    '2001:db8:1:1ff:ffff::2',
    '2001:0DB8:0001:0100:0:0:0:3',
    '2001:db8:1:101::%eth0',
  ];
  expect(new Set(same.map(networkOf))).toEqual(new Set(['2001:db8:1:100']));
  expect(networkOf('2001:db8:1:200::1')).toBe('2001:db8:1:200');
  expect(networkOf('1::2:3:4:5:6:7')).toBe('1:0:2:0');
  expect([networkOf('::1'), networkOf('fe80::1')]).toEqual(['0:0:0:0', 'fe80:0:0:0']);
});

test('an IPv4 address counts by itself, also inside of IPv6', () => {
  expect(['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:192.0.2.1'].map(networkOf)).toEqual([
    ...['192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ]);
  expect(networkOf(undefined)).toBe('');
});

test('counts begin anew when their time is over', () => {
  jest.useFakeTimers();
  const counter = createCounter(1_000);
  expect([counter.add('a'), counter.add('a', 5).count, counter.add('b').count]).toEqual([
    { count: 1, leftMs: 1_000 },
    ...[6, 1],
  ]);
  jest.advanceTimersByTime(600);
  expect(counter.add('a')).toEqual({ count: 7, leftMs: 400 });
  jest.advanceTimersByTime(400);
  expect(counter.add('a')).toEqual({ count: 1, leftMs: 1_000 });
  jest.useRealTimers();
});
