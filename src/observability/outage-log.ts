import type { Unavailable } from '../domain/unavailable';
import type { Log } from './log';

/** For how long one line stands for all failures of the same cause, in milliseconds. */
const QUIET_MS = 10_000;

const NAMES = { postgres: 'Postgres', temporal: 'Temporal', payments: 'The payment provider' } as const;

/**
 * Logs why a server doesn't answer: its SQLSTATE or code and its message. During an outage every statement fails, so
 * there is one line for each cause in a while.
 */
export function createOutageLog(log: Log, now: () => number = () => performance.now()) {
  const loggedAt = new Map<string, number>();
  return ({ part, code, cause }: Unavailable): void => {
    const key = `${part} ${code ?? ''}`;
    if (now() - (loggedAt.get(key) ?? -Infinity) < QUIET_MS) return;
    loggedAt.set(key, now());
    log.error({ err: cause, part, code }, `${NAMES[part]} does not answer`);
  };
}
