import { WaitEstimates } from '../../src/line/wait-estimates';
import { Refusal } from '../../src/domain/refusal';
import type { Line } from '../../src/domain/line';

const LINE: Line = {
  ...{
    eventId: 'show',
    opensAt: new Date(0),
    nowServing: 0,
    lastPlace: 0,
    waiting: 0,
    served: 0,
    limited: true,
    draw: null,
  },
};

/** A line that serves so many a second, watched by a clock that is moved by hand. */
function watched(perSecond: number) {
  const time = { ms: 0 };
  let reads = 0;
  const read = () => {
    reads++;
    return Promise.resolve({ ...LINE, served: Math.floor((time.ms / 1_000) * perSecond) });
  };
  const estimates = new WaitEstimates(read, () => time.ms);
  return { time, estimates, reads: () => reads };
}

test('the estimate follows the rate of the last minute', async () => {
  const { time, estimates } = watched(4);
  for (; time.ms <= 70_000; time.ms += 1_000) await estimates.read('show');
  expect(estimates.estimate('show', 39)).toBe(10);
});

test('there is no estimate for a line that was not watched, was watched too briefly, or calls nobody', async () => {
  const { time, estimates } = watched(4);
  expect(estimates.estimate('show', 10)).toBeNull();
  for (; time.ms < 4_000; time.ms += 1_000) await estimates.read('show');
  expect(estimates.estimate('show', 10)).toBeNull();
  const still = watched(0);
  for (; still.time.ms < 60_000; still.time.ms += 1_000) await still.estimates.read('show');
  expect(still.estimates.estimate('show', 10)).toBeNull();
});

test('the rush at an opening does not count towards how fast tickets come back', async () => {
  const time = { ms: 0 };
  const estimates = new WaitEstimates(
    // Two hundred are called from stock in the first two seconds; then one every four seconds.
    () =>
      Promise.resolve({
        ...LINE,
        limited: time.ms > 2_000,
        served: Math.min(200, time.ms / 10) + Math.max(0, Math.floor((time.ms - 2_000) / 4_000)),
      }),
    () => time.ms,
  );
  for (; time.ms <= 43_000; time.ms += 1_000) await estimates.read('show');
  expect(estimates.estimate('show', 9)).toBe(40);
});

test('calls of long ago do not count', async () => {
  const { time, estimates } = watched(4);
  for (; time.ms < 30_000; time.ms += 1_000) await estimates.read('show');
  time.ms += 3_600_000;
  await estimates.read('show');
  expect(estimates.estimate('show', 10)).toBeNull();
});

test('a thousand requests at once cost two reads, and none gets an answer older than itself', async () => {
  const { estimates, reads } = watched(1);
  await Promise.all(Array.from({ length: 1_000 }, () => estimates.read('show')));
  expect(reads()).toBe(2);
});

test('an unknown event is an error for the one who asked', async () => {
  const estimates = new WaitEstimates(() => Promise.reject(new Refusal({ code: 'event_not_found' })));
  await expect(estimates.read('nowhere')).rejects.toMatchObject({ code: 'event_not_found' });
});

test.each([
  [0, 1],
  [37, 3],
  [400, 10],
  [1_000_000, 30],
])('with %i people ahead the next poll is after %i s', (ahead, seconds) => {
  expect(watched(1).estimates.pollAfter('show', ahead)).toBe(seconds);
});

test('before a draw the next poll is just after the opening', async () => {
  const opens = (inMs: number) =>
    new WaitEstimates(() => Promise.resolve({ ...LINE, opensAt: new Date(Date.now() + inMs) }));
  const soon = opens(5_000);
  await soon.read('show');
  expect(soon.pollAfter('show', null)).toBeGreaterThanOrEqual(5);
  expect(soon.pollAfter('show', null)).toBeLessThanOrEqual(7);
  const later = opens(3_600_000);
  await later.read('show');
  expect(later.pollAfter('show', null)).toBe(30);
});
