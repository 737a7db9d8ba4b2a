import type { PaymentProvider, PaymentRef, ProviderPayment } from './provider';

/**
 * Asks the provider how a payment stands. One that was declined is ended there, so that it can't be paid any more while
 * the buyer tries again; where the buyer was faster, with another card on the same page, that counts.
 */
export async function lookAt(provider: PaymentProvider, payment: PaymentRef): Promise<ProviderPayment> {
  const found = await provider.read(payment);
  if (found.status !== 'declined') return found;
  const ended = await provider.cancel(payment, false);
  return ended.status === 'cancelled' || ended.status === 'expired'
    ? { ...found, status: 'declined' }
    : ended;
}
