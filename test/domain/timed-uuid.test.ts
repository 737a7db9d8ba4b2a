import { randomUUID } from 'node:crypto';
import { timedUuid, timeOf } from '../../src/domain/timed-uuid';
import { isUuid } from '../../src/http/validate';

test('a UUID of version 7 says when it was made, another one doesn’t', () => {
  for (const at of [0, 1, Date.now(), 2 ** 48 - 1]) {
    const id = timedUuid(at);
    expect(isUuid(id)).toBe(true);
    expect(timeOf(id)).toBe(at);
  }
  expect(timeOf(randomUUID())).toBeUndefined();
  expect(timedUuid(1)).not.toBe(timedUuid(1));
});
