import type { Store } from './purchase';

/** How long the provider's page is waited for, in milliseconds; after that a link leads there. */
const PATIENCE_MS = 60_000;

/**
 * Opens the provider's page for the card payment that the buyer has just begun, as soon as there is one.
 * @param open shows the page in place of this one.
 */
export function goToPayment(store: Store, preOrderId: string, open: (url: string) => void): void {
  const paying = () => store.get().mine.find(({ id, status }) => id === preOrderId && status === 'paying');
  const attempt = paying()?.payment?.id;
  const until = performance.now() + PATIENCE_MS;
  const look = () => {
    const payment = paying()?.payment;
    const waits = payment?.id === attempt && payment?.status === 'open' && performance.now() < until;
    if (waits && payment.payUrl === undefined) return;
    stop();
    if (waits && payment.payUrl !== undefined) open(payment.payUrl);
  };
  const stop = store.subscribe(look);
  look();
}
