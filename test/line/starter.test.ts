import type { OnNews } from '../../src/db/news';
import type { PreOrderNow } from '../../src/db/rows';
import { Starter, type StartedPreOrder } from '../../src/line/starter';

const one = (preOrderId: string): StartedPreOrder => ({ preOrderId, eventId: 'e', buyerId: 'b', items: [] });

/** A starter whose flows start at once, and whose first steps (and claims, where there are any) are made by the test. */
function openStarter(nobodyIsDue: boolean) {
  const started: string[] = [];
  const claims: { limit: number; answer: (ids: string[]) => void }[] = [];
  const heard = new Map<string, OnNews>();
  const starter = new Starter(
    {
      start: ({ preOrderId }) => Promise.resolve(void started.push(preOrderId)),
      checkout: () => Promise.resolve(),
    },
    (limit) =>
      new Promise((resolve) => {
        const answer = (ids: string[]) =>
          resolve(ids.map((id) => ({ ...one(id), items: [], status: 'called' })));
        if (nobodyIsDue) answer([]);
        else claims.push({ limit, answer });
      }),
    (id, onNews) => {
      heard.set(id, onNews);
      return () => heard.delete(id);
    },
    (error) => {
      throw error;
    },
  );
  return {
    ...{ starter, started, heard, claims },
    tell: (id: string, status: 'called' | 'pre_order') => heard.get(id)?.({ id, status } as PreOrderNow),
  };
}
/** The same where some are due. */
const dueParts = () => {
  parts.starter.close();
  return (parts = openStarter(false));
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

let parts: ReturnType<typeof openStarter>;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  parts = openStarter(true);
});
afterEach(() => {
  parts.starter.close();
  jest.useRealTimers();
});

test('a start is in flight until its workflow has made the first step', async () => {
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

test('a workflow that makes no step frees its slot after a while', async () => {
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

test('earlier calls are started before new ones, several per claim', async () => {
  const { starter, started, claims, tell } = dueParts();
  expect(starter.reserve(30)).toBe(24);
  const first = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const id of first) starter.start(one(id));
  await turn();
  expect(starter.behind).toBe(false);
  starter.poke();
  expect(starter.behind).toBe(true);
  for (const id of first) {
    expect([id, starter.reserve(1), claims]).toEqual([id, 0, []]);
    tell(id, 'pre_order');
    await turn();
  }
  expect(claims).toMatchObject([{ limit: 6 }]);
  claims[0]?.answer(['x', 'y']);
  await turn();
  expect(started).toEqual([...first, 'x', 'y']);
  expect(starter.behind).toBe(false);
  // That was all of them: newcomers have what is left.
  expect(starter.reserve(10)).toBe(4);
});

test('a call that comes during a claim is claimed next', async () => {
  const { starter, started, claims } = dueParts();
  starter.poke();
  starter.poke();
  expect(claims).toMatchObject([{ limit: 24 }]);
  claims[0]?.answer([]);
  await turn();
  expect(claims).toMatchObject([{ limit: 24 }, { limit: 24 }]);
  claims[1]?.answer(['x']);
  await turn();
  expect(started).toEqual(['x']);
});

test('slots that were reserved and not needed go to calls that are due', () => {
  const { starter, claims } = dueParts();
  starter.reserve(24);
  starter.poke();
  expect(claims).toEqual([]);
  starter.unreserve(24);
  expect(claims).toMatchObject([{ limit: 24 }]);
});

test('in a crowd one slot is left for joins, and all of them again after it', async () => {
  const { starter } = parts;
  for (let i = 0; i < 10; i++) starter.unreserve(starter.reserve(100));
  expect(starter.crowded).toBe(true);
  expect(starter.reserve(100)).toBe(1);
  starter.unreserve(1);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(starter.crowded).toBe(false);
  expect(starter.reserve(24)).toBe(24);
});

test('the age of a crowd counts from its beginning, and the next crowd starts at zero', async () => {
  const { starter } = parts;
  const come = () => {
    for (let i = 0; i < 10; i++) starter.unreserve(starter.reserve(100));
  };
  expect(starter.crowdedMs).toBe(0);
  come();
  await jest.advanceTimersByTimeAsync(100);
  come();
  expect(starter.crowdedMs).toBe(100);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(starter.crowdedMs).toBe(0);
  come();
  await jest.advanceTimersByTimeAsync(50);
  expect(starter.crowdedMs).toBe(50);
});

test('two hundred joins a second in groups of 24 are not a crowd', async () => {
  const { starter } = parts;
  for (let i = 0; i < 50; i++) {
    expect(starter.reserve(24)).toBe(24);
    starter.unreserve(24);
    await jest.advanceTimersByTimeAsync(120);
  }
  expect(starter.crowded).toBe(false);
});
