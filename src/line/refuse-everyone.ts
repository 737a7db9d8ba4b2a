import type { Advanced } from '../db/line';

/**
 * Ends the places of all who wait for a sale that is over: its line refuses them, some at a time. Run again it goes on.
 * @returns how many were refused.
 */
export async function refuseEveryoneWaiting(advance: () => Promise<Advanced>): Promise<number> {
  let refused = 0;
  for (let more = true; more;) {
    const advanced = await advance();
    refused += advanced.refused;
    more = advanced.more;
  }
  return refused;
}
