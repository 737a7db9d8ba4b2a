import { Batcher, type BatcherOptions } from '../../src/concurrency/batcher';

/** A batcher whose statements end when the test says so. */
function setUp(options: Pick<BatcherOptions<string, string>, 'lane' | 'conflictKey' | 'max'> = {}) {
  const statements: { items: string[]; end(error?: Error): void }[] = [];
  const batcher = new Batcher<string, string>({
    ...options,
    isOutage: (error) => (error as Error).message === 'outage',
    run: (items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) =>
          error ? reject(error) : resolve(items.map((item) => item.toUpperCase()));
        statements.push({ items, end });
      }),
  });
  const sent = () => statements.map((one) => one.items.join(''));
  const last = () => statements[statements.length - 1] as (typeof statements)[number];
  return { batcher, statements, sent, last };
}

test('the first runs at once, the others together in the next batch, in order', async () => {
  const { batcher, sent, last } = setUp();
  const answers = ['a', 'b', 'c'].map((item) => batcher.add(item));
  expect(sent()).toEqual(['a']);
  last().end();
  expect(await answers[0]).toBe('A');
  await Promise.resolve();
  expect(sent()).toEqual(['a', 'bc']);
  last().end();
  expect(await Promise.all(answers)).toEqual(['A', 'B', 'C']);
});

test('a batch has a limit, and the rest follows in the next one', async () => {
  const { batcher, sent, last } = setUp({ max: 2 });
  const answers = ['a', 'b', 'c', 'd'].map((item) => batcher.add(item));
  for (const answer of [answers[0], answers[1], answers[3]]) {
    last().end();
    await answer;
    await Promise.resolve();
  }
  expect(sent()).toEqual(['a', 'bc', 'd']);
});

test('two with the same key never share a batch, and keep their order', async () => {
  const { batcher, sent, last } = setUp({ conflictKey: (item) => item[0] as string });
  const answers = ['x', 'a1', 'a2', 'b1'].map((item) => batcher.add(item));
  for (const answer of [answers[0], answers[1], answers[2]]) {
    last().end();
    await answer;
    await Promise.resolve();
  }
  expect(sent()).toEqual(['x', 'a1b1', 'a2']);
});

test('lanes run side by side', () => {
  const { batcher, sent } = setUp({ lane: (item) => item[0] as string });
  for (const item of ['a1', 'b1', 'a2']) void batcher.add(item);
  expect(sent()).toEqual(['a1', 'b1']);
});

test('one that the database refuses fails alone', async () => {
  const { batcher, statements, sent, last } = setUp();
  const answers = ['x', 'good', 'bad'].map((item) =>
    batcher.add(item).catch((error: unknown) => (error as Error).message),
  );
  last().end();
  await answers[0];
  await Promise.resolve();
  last().end(new Error('no'));
  while (statements.length < 3) await Promise.resolve();
  last().end();
  expect(await answers[1]).toBe('GOOD');
  while (statements.length < 4) await Promise.resolve();
  last().end(new Error('not this one'));
  expect(await answers[2]).toBe('not this one');
  expect(sent()).toEqual(['x', 'goodbad', 'good', 'bad']);
});

test('an outage fails the whole batch, and nothing is retried', async () => {
  const { batcher, sent, last } = setUp();
  const answers = ['x', 'a', 'b'].map((item) =>
    batcher.add(item).catch((error: unknown) => (error as Error).message),
  );
  last().end();
  await answers[0];
  await Promise.resolve();
  last().end(new Error('outage'));
  expect(await Promise.all(answers)).toEqual(['X', 'outage', 'outage']);
  expect(sent()).toEqual(['x', 'ab']);
});
