/** The buyer comes back from the provider's page: what they paid is asked for before the page is made. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Payments } from '../payments';
import type { PreOrderJson } from './client/api';

/** How long a page waits for the provider, in milliseconds; after that the page says that it is being checked. */
const MOST_MS = 1_500;

interface Returned {
  mine: PreOrderJson[];
  /** The attempt that isn't known yet. */
  checking: string | null;
}

/** @returns reads the buyer's orders, after asking about the attempt that the page's address names. Only their own counts. */
export function createCheckReturn(payments: Pick<Payments, 'returned'> | undefined) {
  return async (attempt: unknown, read: () => Promise<PreOrderJson[]>): Promise<Returned> => {
    const mine = await read();
    const paying = mine.find(({ status, payment }) => status === 'paying' && payment?.id === attempt);
    if (!payments || !paying?.payment) return { mine, checking: null };
    const { id } = paying.payment;
    const stop = new AbortController();
    const isKnown = await Promise.race([
      payments.returned(id).then(() => true),
      delay(MOST_MS, false, { signal: stop.signal }),
    ]);
    stop.abort();
    return { mine: await read(), checking: isKnown ? null : id };
  };
}
