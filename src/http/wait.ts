import type { News } from '../db/news';
import type { PreOrderNow } from '../db/rows';
import type { PreOrderStatus } from '../domain/pre-order';
import { Unavailable } from '../domain/unavailable';

export interface Wait {
  read(): Promise<PreOrderNow>;
  news: News;
  /** The statuses that are waited out. */
  during: readonly PreOrderStatus[];
  /** In milliseconds. */
  waitMs: number;
  /** Whether somebody else may have changed it since it was read; their news may have come too early for us. */
  lookFirst: boolean;
}

/**
 * Waits until the status is none of those that are waited out, or the time is over; from what is known now. An
 * outage meanwhile takes nothing of that away: what is known is answered when the time is over.
 */
export function waitWhile(
  known: PreOrderNow,
  { read, news, during, waitMs, lookFirst }: Wait,
): Promise<PreOrderNow> {
  if (!during.includes(known.status) || waitMs <= 0) return Promise.resolve(known);
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      stop();
    };
    const settle = (preOrder: PreOrderNow) => {
      end();
      resolve(preOrder);
    };
    const look = async (answered?: PreOrderNow) => {
      try {
        known = answered ?? (await read());
        if (!during.includes(known.status)) settle(known);
      } catch (error) {
        if (error instanceof Unavailable) return;
        end();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const timer = setTimeout(() => void look().then(() => settle(known)), waitMs);
    const stop = news.listen(known.id, (answered) => void look(answered));
    if (lookFirst) void look();
  });
}
