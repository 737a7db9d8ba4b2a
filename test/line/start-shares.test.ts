import { StartShares } from '../../src/line/start-shares';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a step that waits is made as it was claimed last', () => {
  const made: string[] = [];
  const shares = new StartShares<{ preOrderId: string; buyerId: string; step: string }>({
    listen: () => () => undefined,
    resume: ({ preOrderId, step }) => made.push(`${step} ${preOrderId}`) > 0,
  });
  const buyerId = 'buyer';
  expect(shares.admit({ preOrderId: 'a', buyerId, step: 'start' })).toBe(true);
  expect(shares.admit({ preOrderId: 'b', buyerId, step: 'start' })).toBe(false);
  // Its tickets were paid for meanwhile.
  expect(shares.admit({ preOrderId: 'b', buyerId, step: 'checkout' })).toBe(false);
  shares.end(buyerId);
  jest.advanceTimersByTime(200);
  expect(made).toEqual(['checkout b']);
});
