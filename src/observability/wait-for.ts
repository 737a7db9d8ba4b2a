import { setTimeout as delay } from 'node:timers/promises';

/** How long a server may take to come up beside us, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * Tries until it works: where servers start together, ours may be first.
 * @throws the last failure after a minute, or at once when it is aborted.
 */
export async function waitFor<T>(
  what: string,
  attempt: () => Promise<T>,
  say: (text: string) => void,
  signal?: AbortSignal,
): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > until)
        throw new Error(`${what} did not answer for a minute.`, { cause: error });
      if (tries % 5 === 0) say(`waiting for ${what}: ${(error as Error).message}`);
      await delay(1_000, undefined, { signal });
    }
  }
}
