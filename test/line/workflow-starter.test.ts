import type { OnChange } from '../../src/domain/notifications';
import type { PreOrder, PreOrderRequest, PreOrderStatus } from '../../src/domain/pre-order';
import { WorkflowStarter } from '../../src/line/workflow-starter';

/** A pre-order; of a buyer of its own, unless another is given. */
const one = (preOrderId: string, buyerId = preOrderId): PreOrderRequest => {
  return { preOrderId, eventId: 'e', buyerId, items: [] };
};

/** A starter whose workflows start at once, and whose first steps (and claims, where there are any) the test makes. */
function openStarter(nothingIsDue: boolean) {
  const started: string[] = [];
  const claims: { limit: number; answer: (ids: string[], buyerId?: string) => void }[] = [];
  const listening = new Map<string, OnChange>();
  const starter = new WorkflowStarter({
    workflows: {
      start: ({ preOrderId }) => Promise.resolve(void started.push(preOrderId)),
      checkout: () => Promise.resolve(),
    },
    claimDue: (limit) =>
      new Promise((resolve) => {
        const answer = (ids: string[], buyerId?: string) =>
          resolve(ids.map((id) => ({ ...one(id, buyerId), status: 'called', lapsed: false })));
        if (nothingIsDue) answer([]);
        else claims.push({ limit, answer });
      }),
    listen: (id, onChange) => {
      listening.set(id, onChange);
      return () => listening.get(id) === onChange && listening.delete(id);
    },
    onError: (error) => {
      throw error;
    },
  });
  return {
    ...{ starter, started, listening, claims },
    notify: (id: string, status: PreOrderStatus) => listening.get(id)?.({ id, status } as PreOrder),
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

test('a start keeps its slot until its workflow has made the first step', async () => {
  const { starter, started, notify } = parts;
  expect(starter.reserve(24)).toBe(24);
  starter.start(one('a'));
  await turn();
  expect(started).toEqual(['a']);
  notify('a', 'called');
  await turn();
  expect(starter.reserve(1)).toBe(0);
  notify('a', 'pre_order');
  await turn();
  expect(starter.reserve(1)).toBe(1);
});

test('a workflow that makes no step frees its slot all the same', async () => {
  const { starter, listening } = parts;
  starter.reserve(24);
  starter.start(one('a'));
  await turn();
  expect(starter.reserve(1)).toBe(0);
  await jest.advanceTimersByTimeAsync(1_000);
  await turn();
  expect(starter.reserve(1)).toBe(1);
  expect(listening.size).toBe(0);
});

test('earlier calls are started before newcomers, several to a claim', async () => {
  const { starter, started, claims, notify } = dueParts();
  expect(starter.reserve(30)).toBe(24);
  const first = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const id of first) starter.start(one(id));
  await turn();
  starter.poke();
  for (const id of first) {
    expect([id, starter.reserve(1), claims]).toEqual([id, 0, []]);
    notify(id, 'pre_order');
    await turn();
  }
  expect(claims).toMatchObject([{ limit: 6 }]);
  claims[0]?.answer(['x', 'y']);
  await turn();
  expect(started).toEqual([...first, 'x', 'y']);
  // That was all of them: newcomers have what is left.
  expect(starter.reserve(10)).toBe(4);
});

test('an order that was called during a claim is claimed next', async () => {
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

test('a slot that was reserved and not needed is free for due steps', () => {
  const { starter, claims } = dueParts();
  starter.reserve(24);
  starter.poke();
  expect(claims).toEqual([]);
  starter.release(24);
  expect(claims).toMatchObject([{ limit: 24 }]);
});

test('a buyer of many events has one start in flight, then a pause, and the others wait without a slot', async () => {
  const { starter, started, notify } = parts;
  expect(starter.reserve(3)).toBe(3);
  for (const id of ['a', 'b', 'c']) starter.start(one(id, 'greedy'));
  await turn();
  expect(started).toEqual(['a']);
  expect(starter.reserve(24)).toBe(23);
  starter.start(one('x'));
  await turn();
  expect(started).toEqual(['a', 'x']);
  notify('a', 'pre_order');
  starter.release(22);
  await jest.advanceTimersByTimeAsync(100);
  expect(started).toEqual(['a', 'x']);
  await jest.advanceTimersByTimeAsync(100);
  expect(started).toEqual(['a', 'x', 'b']);
  notify('b', 'pre_order');
  await turn();
  await jest.advanceTimersByTimeAsync(200);
  expect(started).toEqual(['a', 'x', 'b', 'c']);
  for (const id of ['x', 'c']) notify(id, 'pre_order');
  await turn();
  expect(starter.reserve(25)).toBe(24);
});

test('while others wait for a slot, a buyer with many starts leaves theirs to them', async () => {
  const { starter, started, claims, notify } = dueParts();
  starter.poke();
  const theirs = Array.from({ length: 24 }, (_, i) => `their ${i}`);
  claims[0]?.answer(theirs, 'greedy');
  await turn();
  expect(started).toEqual(['their 0']);
  // All were claimed that were asked for, so there are more; the slots beyond the share are free for them.
  expect(claims).toMatchObject([{ limit: 24 }, { limit: 23 }]);
  claims[1]?.answer(Array.from({ length: 23 }, (_, i) => `other ${i}`));
  await turn();
  expect(started).toHaveLength(24);
  notify('their 0', 'pre_order');
  await jest.advanceTimersByTimeAsync(900);
  expect(started).toHaveLength(24);
  // Then nobody else waits.
  claims[2]?.answer([]);
  await jest.advanceTimersByTimeAsync(200);
  expect(started).toHaveLength(25);
});

test('a start that is claimed again while it waits is made once', async () => {
  const { starter, started, claims, notify } = dueParts();
  starter.poke();
  claims[0]?.answer(['a', 'b'], 'greedy');
  await turn();
  starter.poke();
  claims[1]?.answer(['b'], 'greedy');
  await turn();
  for (const id of ['a', 'b', 'b']) {
    notify(id, 'pre_order');
    await turn();
    await jest.advanceTimersByTimeAsync(200);
  }
  expect(started).toEqual(['a', 'b']);
});

test('what is given back while its start waits is never started', async () => {
  const { starter, started, listening, notify } = parts;
  starter.reserve(3);
  for (const id of ['a', 'b', 'c']) starter.start(one(id, 'greedy'));
  await turn();
  notify('b', 'invalidated');
  notify('a', 'pre_order');
  await turn();
  await jest.advanceTimersByTimeAsync(200);
  expect(started).toEqual(['a', 'c']);
  expect([...listening.keys()]).toEqual(['c']);
});

test('a crowd leaves one slot, and all come back when the crowd is gone', async () => {
  const { starter } = parts;
  for (let i = 0; i < 10; i++) starter.release(starter.reserve(100));
  expect(starter.slots.crowded).toBe(true);
  expect(starter.reserve(100)).toBe(1);
  starter.release(1);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(starter.slots.crowded).toBe(false);
  expect(starter.reserve(24)).toBe(24);
});

test('the age of a crowd counts from its beginning, and the next crowd starts at zero', async () => {
  const { starter } = parts;
  const come = () => {
    for (let i = 0; i < 10; i++) starter.release(starter.reserve(100));
  };
  expect(starter.slots.crowdedMs).toBe(0);
  come();
  await jest.advanceTimersByTimeAsync(100);
  come();
  expect(starter.slots.crowdedMs).toBe(100);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(starter.slots.crowdedMs).toBe(0);
  come();
  await jest.advanceTimersByTimeAsync(50);
  expect(starter.slots.crowdedMs).toBe(50);
});

test('two hundred joins a second in groups of 24 are not a crowd', async () => {
  const { starter } = parts;
  for (let i = 0; i < 50; i++) {
    expect(starter.reserve(24)).toBe(24);
    starter.release(24);
    await jest.advanceTimersByTimeAsync(120);
  }
  expect(starter.slots.crowded).toBe(false);
});
