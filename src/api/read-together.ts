import { setImmediate as soon } from 'node:timers/promises';

/**
 * Reads once for all who ask at about the same time: a thousand who watch an event hear of its change in the same instant.
 * A read begins after everybody has asked whom it answers, so nobody is answered with what was before their news.
 */
export function readTogether<T>(read: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const next = new Map<string, Promise<T>>();
  return (id) => {
    const shared =
      next.get(id) ??
      soon().then(() => {
        next.delete(id);
        return read(id);
      });
    next.set(id, shared);
    return shared;
  };
}
