import { Batcher } from './batcher';

/**
 * However many ask for a subject at once, one read of it is under way; those who ask meanwhile share the next. So
 * thousands who look at an event never delay those who want its tickets, and no answer is older than its question.
 */
export function coalesce<T>(read: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const reads = new Batcher<string, T>({
    lane: (id) => id,
    // A failure says nothing of the caller: all share it.
    isOutage: () => true,
    max: Infinity,
    run: async ([id, ...others]) => {
      const answer = await read(id as string);
      return [answer, ...others.map(() => answer)];
    },
  });
  return (id) => reads.add(id);
}
