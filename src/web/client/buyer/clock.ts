export type Clock = ReturnType<typeof createClock>;

/**
 * The server's clock as well as the browser can know it; the device's own may be wrong by hours.
 * @param serverTime what the page said when it arrived, at `arrivedAt` by `elapsed`.
 * @param elapsed milliseconds since some instant, never going back.
 */
export function createClock(serverTime: string, arrivedAt: number, elapsed: () => number) {
  let offset = Date.parse(serverTime) - arrivedAt;
  return {
    /** Takes note of a time that the server has just sent. */
    sync(time: string): void {
      // Each answer is late by its way here, so the latest clock is the nearest to the truth. That also
      // corrects `elapsed`, which stands still while the device sleeps.
      offset = Math.max(offset, Date.parse(time) - elapsed());
    },
    /** In milliseconds since 1970. */
    now: () => elapsed() + offset,
  };
}
