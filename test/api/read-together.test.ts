import { setImmediate as soon } from 'node:timers/promises';
import { readTogether } from '../../src/api/read-together';

test('all who ask in the same instant are answered by one read of their subject', async () => {
  const reads: string[] = [];
  const read = readTogether((id) => {
    reads.push(id);
    return Promise.resolve(`${id} ${reads.length}`);
  });
  expect(await Promise.all([read('a'), read('a'), read('b'), read('a')])).toEqual([
    'a 1',
    'a 1',
    'b 2',
    'a 1',
  ]);
  expect(reads).toEqual(['a', 'b']);
});

test('whoever asks once a read has begun gets another: theirs may be newer', async () => {
  const answers: ((value: string) => void)[] = [];
  const read = readTogether(() => new Promise<string>((resolve) => answers.push(resolve)));
  const first = read('a');
  while (answers.length < 1) await soon();
  const second = read('a');
  while (answers.length < 2) await soon();
  answers[0]?.('before');
  answers[1]?.('after');
  expect([await first, await second]).toEqual(['before', 'after']);
});

test('a failure is told to all, and the next read tries again', async () => {
  let fails = true;
  const read = readTogether(() => (fails ? Promise.reject(new Error('away')) : Promise.resolve('there')));
  const both = await Promise.allSettled([read('a'), read('a')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await read('a')).toBe('there');
});
