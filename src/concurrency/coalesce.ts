import { setTimeout as delay } from 'node:timers/promises';

/**
 * However many ask for a subject at once, one read of it is under way; those who ask meanwhile share the next. So
 * thousands who look at an event never delay those who want its tickets, and no answer is older than its question.
 * @param restMs for how long a subject isn't read again, in milliseconds. It bounds what reading it can cost.
 */
export function coalesce<T>(read: (id: string) => Promise<T>, restMs = 0): (id: string) => Promise<T> {
  interface Lane {
    busy: Promise<void>;
    next?: Promise<T>;
  }
  const lanes = new Map<string, Lane>();
  const begin = (id: string): Promise<T> => {
    const answer = read(id);
    const lane: Lane = { busy: rested(answer, restMs) };
    lanes.set(id, lane);
    void lane.busy.then(() => {
      if (lane.next === undefined) lanes.delete(id);
    });
    return answer;
  };
  return (id) => {
    const lane = lanes.get(id);
    // A failure reaches those who share the read, and not the next ones.
    return lane ? (lane.next ??= lane.busy.then(() => begin(id))) : begin(id);
  };
}

async function rested(answer: Promise<unknown>, restMs: number): Promise<void> {
  await answer.catch(() => undefined);
  if (restMs > 0) await delay(restMs, undefined, { ref: false });
}
