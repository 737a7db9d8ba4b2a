import { setTimeout as delay } from 'node:timers/promises';
import { MigrationFailed, NotMigrated } from '../db/migration-errors';
import { postgresMistake } from '../db/outage';
import { TransactionPooling } from '../db/sessions';
import { Unavailable } from '../domain/unavailable';
import { temporalMistake } from '../temporal/outage';

/** How long a server that starts beside us may take, in milliseconds. */
const TIMEOUT_MS = 60_000;

/**
 * Retries every second until the attempt succeeds, because a server that starts at the same time may come up later.
 * @throws the last failure after a minute; at once a {@link MigrationFailed}, {@link TransactionPooling}, what
 * waiting can't mend (a wrong password, a database or namespace that doesn't exist, no SSL), or if it is aborted.
 */
export async function waitFor<T>(
  what: string,
  attempt: () => Promise<T>,
  say: (text: string) => void,
  signal?: AbortSignal,
): Promise<T> {
  const until = performance.now() + TIMEOUT_MS;
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      // A database that can't be updated and a pooler stay as they are, however often they are tried.
      if (error instanceof MigrationFailed || error instanceof TransactionPooling) throw error;
      const mistake = postgresMistake(error) ?? temporalMistake(error);
      if (mistake) throw new Error(mistake, { cause: error });
      if (performance.now() > until) {
        // Postgres did respond, and the message says what is missing.
        if (error instanceof NotMigrated) throw error;
        throw new Error(`${what} did not respond within a minute.`, { cause: error });
      }
      if (tries % 5 === 0) say(`waiting for ${what}: ${causeOf(error)}`);
      await delay(1_000, undefined, { signal });
    }
  }
}

/** The message of what happened, with its code. */
function causeOf(error: unknown): string {
  const { message, code } = (error instanceof Unavailable ? error.cause : error) as Error & {
    code?: unknown;
  };
  return typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message;
}
