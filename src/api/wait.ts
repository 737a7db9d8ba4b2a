import type { News } from '../db/news';
import type { PreOrderNow } from '../db/rows';
import type { PreOrderStatus } from '../domain/pre-order';

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

/** Waits until the status is none of those that are waited out, or the time is over; from what is known now. */
export function waitWhile(
  known: PreOrderNow,
  { read, news, during, waitMs, lookFirst }: Wait,
): Promise<PreOrderNow> {
  if (!during.includes(known.status) || waitMs <= 0) return Promise.resolve(known);
  return new Promise((resolve, reject) => {
    const settle = (preOrder: PreOrderNow) => {
      clearTimeout(timer);
      stop();
      resolve(preOrder);
    };
    const look = async (last: boolean, answered?: PreOrderNow) => {
      try {
        const preOrder = answered ?? (await read());
        if (last || !during.includes(preOrder.status)) settle(preOrder);
      } catch (error) {
        clearTimeout(timer);
        stop();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const timer = setTimeout(() => void look(true), waitMs);
    const stop = news.listen(known.id, (answered) => void look(false, answered));
    if (lookFirst) void look(false);
  });
}
