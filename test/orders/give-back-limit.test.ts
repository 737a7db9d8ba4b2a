import type { Refusal } from '../../src/domain/refusal';
import { GiveBackLimit } from '../../src/orders/give-back-limit';

let now = 0;
const limitOf = (limit: number) => new GiveBackLimit(limit, () => now);
/** Why the buyer may not ask; undefined if they may. */
function refusalOf(limit: GiveBackLimit) {
  try {
    limit.check('buyer');
    return undefined;
  } catch (error) {
    return (error as Refusal).reason;
  }
}
const wait = (retryAfterSeconds: number) => ({
  code: 'too_many_requests',
  of: 'give_backs',
  retryAfterSeconds,
});

test('after too many give-backs a buyer waits until the minute is over; others do not', () => {
  const limit = limitOf(3);
  for (let i = 0; i < 3; i++) {
    limit.check('buyer');
    limit.count('buyer');
    now += 10_000;
  }
  expect(refusalOf(limit)).toEqual(wait(30));
  limit.check('other');
  now += 29_500;
  expect(refusalOf(limit)).toEqual(wait(1));
  now += 500;
  limit.check('buyer');
  // The next minute begins with the next give-back.
  for (let i = 0; i < 3; i++) limit.count('buyer');
  expect(refusalOf(limit)).toEqual(wait(60));
});

test('0 means no limit', () => {
  const limit = limitOf(0);
  for (let i = 0; i < 100; i++) limit.count('buyer');
  limit.check('buyer');
});
