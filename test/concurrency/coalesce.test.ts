import { setImmediate as soon } from 'node:timers/promises';
import { coalesce } from '../../src/concurrency/coalesce';

/** Reads that end when the test says so. */
function slowReads() {
  const under: { id: string; end: (value: string) => void }[] = [];
  const read = (id: string) => new Promise<string>((end) => under.push({ id, end }));
  return { under, read };
}

test('each subject has one read in flight, and one more for everyone who asked meanwhile', async () => {
  const { under, read } = slowReads();
  const together = coalesce(read);
  const asked = ['a', 'a', 'b', 'a', ...Array<string>(1_000).fill('a')].map(together);
  await soon();
  expect(under.map(({ id }) => id)).toEqual(['a', 'b']);
  under.forEach(({ end }) => end('first'));
  await soon();
  expect(under.map(({ id }) => id)).toEqual(['a', 'b', 'a']);
  under[2]?.end('second');
  expect(await Promise.all(asked.slice(0, 5))).toEqual(['first', 'second', 'first', 'second', 'second']);
  expect(new Set((await Promise.all(asked)).slice(5))).toEqual(new Set(['second']));
  expect(under).toHaveLength(3);
});

test('a request that comes after a read has begun gets a new read, which may be newer', async () => {
  const { under, read } = slowReads();
  const together = coalesce(read);
  const first = together('a');
  await soon();
  const second = together('a');
  under[0]?.end('before');
  await soon();
  under[1]?.end('after');
  expect([await first, await second]).toEqual(['before', 'after']);
});

test('a failure reaches everyone who shares the read, and the next read tries again', async () => {
  let fails = true;
  const read = coalesce(() => (fails ? Promise.reject(new Error('away')) : Promise.resolve('there')));
  const all = await Promise.allSettled([read('a'), read('a'), read('a')]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  fails = false;
  expect(await read('a')).toBe('there');
});
