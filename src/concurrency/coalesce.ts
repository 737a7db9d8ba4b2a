import { Batcher } from './batcher';

/**
 * However many ask for a subject at once, one read of it is under way; who asks meanwhile shares the next, so thousands
 * who look at an event never stand before those who want its tickets. Nobody is answered by a read that began before they asked.
 */
export function readTogether<T>(read: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const reads = new Batcher<string, T>({
    lane: (id) => id,
    // What fails says nothing of who asked: all share it.
    isOutage: () => true,
    max: Infinity,
    run: async ([id, ...others]) => {
      const answer = await read(id as string);
      return [answer, ...others.map(() => answer)];
    },
  });
  return (id) => reads.add(id);
}
