import type { News } from '../db/news';
import type { PreOrderNow } from '../db/rows';
import type { PreOrderStatus } from '../domain/pre-order';

/** Reads until the status is none of those that are waited out, or the time is over. Then the last read. */
export function waitWhile(
  read: () => Promise<PreOrderNow>,
  news: News,
  id: string,
  statuses: readonly PreOrderStatus[],
  waitMs: number,
): Promise<PreOrderNow> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => void look(true), waitMs);
    // Listening begins before the first look, so nothing falls in between.
    const stop = news.listen(id, () => void look(false));
    const look = async (last: boolean) => {
      try {
        const preOrder = await read();
        if (!last && statuses.includes(preOrder.status)) return;
        resolve(preOrder);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
      clearTimeout(timer);
      stop();
    };
    void look(waitMs === 0);
  });
}
