import type { Listen } from '../domain/notifications';
import type { PreOrder, PreOrderStatus } from '../domain/pre-order';
import { Unavailable } from '../domain/unavailable';

/** True while the status is one of these. */
export const whileIn =
  (...statuses: PreOrderStatus[]) =>
  ({ status }: PreOrder) =>
    statuses.includes(status);

export interface Wait {
  read(): Promise<PreOrder>;
  listen: Listen;
  /** It waits while this is true. */
  during(preOrder: PreOrder): boolean;
  /** In milliseconds. */
  waitMs: number;
  /** Whether to read at once: another process may have changed it, and its notification may have come too early. */
  pollFirst: boolean;
}

/**
 * Waits while `during` is true, at most until the time is over. During an outage it keeps what is known and
 * returns that when the time is over.
 */
export function waitWhile(
  known: PreOrder,
  { read, listen, during, waitMs, pollFirst }: Wait,
): Promise<PreOrder> {
  if (!during(known) || waitMs <= 0) return Promise.resolve(known);
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      stop();
    };
    const settle = (preOrder: PreOrder) => {
      end();
      resolve(preOrder);
    };
    const look = async (answered?: PreOrder) => {
      try {
        const latest = answered ?? (await read());
        // A step that runs twice may answer late what it found early. The answer with the later server time wins.
        if (latest.serverTime < known.serverTime) return;
        known = latest;
        if (!during(known)) settle(known);
      } catch (error) {
        if (error instanceof Unavailable) return;
        end();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const timer = setTimeout(() => void look().then(() => settle(known)), waitMs);
    const stop = listen(known.id, (answered) => void look(answered));
    if (pollFirst) void look();
  });
}
