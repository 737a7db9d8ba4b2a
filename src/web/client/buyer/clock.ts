/** The server's clock, as well as it can be known here; the device's own may be wrong by hours. */
export interface Clock {
  /** The server said that this was its time; it was a little while ago when it arrived. */
  heard(serverTime: string): void;
  /** In milliseconds since 1970. */
  now(): number;
}

/**
 * @param serverTime what the page said when it came, `arrivedAt` by `elapsed`.
 * @param elapsed milliseconds since some instant, never going back.
 */
export function createClock(serverTime: string, arrivedAt: number, elapsed: () => number): Clock {
  let offset = Date.parse(serverTime) - arrivedAt;
  return {
    heard(time) {
      // Each answer is late by its way here, so the one that seems to come from the latest clock is the
      // nearest to the truth. So it is after the device slept and its own time stood still.
      offset = Math.max(offset, Date.parse(time) - elapsed());
    },
    now: () => elapsed() + offset,
  };
}
