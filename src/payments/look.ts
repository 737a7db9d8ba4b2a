import type { PaymentProvider, PaymentRef, ProviderPayment } from './provider';

/**
 * Ends a payment with the provider. What the provider calls it depends on the method; we ended it.
 * @param as because the buyer didn't pay in time, or for another reason.
 */
export async function endAt(
  provider: PaymentProvider,
  payment: PaymentRef,
  as: 'cancelled' | 'expired' = 'cancelled',
): Promise<ProviderPayment> {
  const found = await provider.cancel(payment, false);
  return found.status === 'cancelled' || found.status === 'expired' ? { ...found, status: as } : found;
}

/**
 * Asks the provider how a payment stands. One that was declined is ended there, so that it can't be paid any more while
 * the buyer tries again; where the buyer was faster, with another card on the same page, that counts.
 */
export async function lookAt(provider: PaymentProvider, payment: PaymentRef): Promise<ProviderPayment> {
  const found = await provider.read(payment);
  if (found.status !== 'declined') return found;
  const ended = await endAt(provider, payment);
  return ended.status === 'cancelled' ? { ...found, status: 'declined' } : ended;
}
