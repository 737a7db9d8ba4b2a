/** The server's clock as well as the browser can know it; the device's own may be wrong by hours. */
export interface Clock {
  /** Takes note of a time that the server has just sent. */
  sync(serverTime: string): void;
  /** In milliseconds since 1970. */
  now(): number;
}

/**
 * @param serverTime what the page said when it arrived, at `arrivedAt` by `elapsed`.
 * @param elapsed milliseconds since some instant, never going back.
 */
export function createClock(serverTime: string, arrivedAt: number, elapsed: () => number): Clock {
  let offset = Date.parse(serverTime) - arrivedAt;
  return {
    sync(time) {
      // Each answer is late by its way here, so the latest clock is the nearest to the truth. That also
      // corrects `elapsed`, which stands still while the device sleeps.
      offset = Math.max(offset, Date.parse(time) - elapsed());
    },
    now: () => elapsed() + offset,
  };
}
