import type { OnNews } from '../../src/db/news';
import type { PreOrderNow } from '../../src/db/rows';
import { Starter, type StartedPreOrder } from '../../src/line/starter';

const one = (preOrderId: string): StartedPreOrder => ({ preOrderId, eventId: 'e', buyerId: 'b', items: [] });

/** A starter whose flows start at once, and whose first steps are made by the test. */
function openStarter() {
  const started: string[] = [];
  const heard = new Map<string, OnNews>();
  const starter = new Starter(
    {
      start: ({ preOrderId }) => Promise.resolve(void started.push(preOrderId)),
      checkout: () => Promise.resolve(),
    },
    () => Promise.resolve([]),
    (id, onNews) => {
      heard.set(id, onNews);
      return () => heard.delete(id);
    },
    (error) => {
      throw error;
    },
  );
  return {
    ...{ starter, started, heard },
    tell: (id: string, status: 'called' | 'pre_order') => heard.get(id)?.({ id, status } as PreOrderNow),
  };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

let parts: ReturnType<typeof openStarter>;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  parts = openStarter();
});
afterEach(() => {
  parts.starter.close();
  jest.useRealTimers();
});

test('a start is in flight until its flow has made the first step', async () => {
  const { starter, started, tell } = parts;
  expect(starter.reserve(24)).toBe(24);
  starter.start(one('a'));
  await turn();
  expect(started).toEqual(['a']);
  tell('a', 'called');
  await turn();
  expect(starter.reserve(1)).toBe(0);
  tell('a', 'pre_order');
  await turn();
  expect(starter.reserve(1)).toBe(1);
});

test('a flow that makes no step frees its room all the same', async () => {
  const { starter, heard } = parts;
  starter.reserve(24);
  starter.start(one('a'));
  await turn();
  expect(starter.reserve(1)).toBe(0);
  await jest.advanceTimersByTimeAsync(1_000);
  await turn();
  expect(starter.reserve(1)).toBe(1);
  expect(heard.size).toBe(0);
});

test('a crowd leaves room for one start, and all of it comes back when the crowd is gone', async () => {
  const { starter } = parts;
  for (let i = 0; i < 10; i++) starter.unreserve(starter.reserve(100));
  expect(starter.crowded).toBe(true);
  expect(starter.reserve(100)).toBe(1);
  starter.unreserve(1);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(starter.crowded).toBe(false);
  expect(starter.reserve(24)).toBe(24);
});

test('two hundred a second, two dozen at once, are no crowd', async () => {
  const { starter } = parts;
  for (let i = 0; i < 50; i++) {
    expect(starter.reserve(24)).toBe(24);
    starter.unreserve(24);
    await jest.advanceTimersByTimeAsync(120);
  }
  expect(starter.crowded).toBe(false);
});
