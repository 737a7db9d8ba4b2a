import type { PaymentDependencies } from './dependencies';
import { ProviderRefused, ProviderUnavailable, type PaymentProvider } from './provider';

/** Measures every call of the provider. */
export function measured(provider: PaymentProvider, onCall: PaymentDependencies['onCall']): PaymentProvider {
  if (!onCall) return provider;
  const measure =
    <Args extends unknown[], Answer>(name: string, call: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      const began = performance.now();
      const seconds = () => (performance.now() - began) / 1_000;
      try {
        const answer = await call(...args);
        onCall(name, 'ok', seconds());
        return answer;
      } catch (error) {
        if (error instanceof ProviderRefused) onCall(name, 'refused', seconds());
        if (error instanceof ProviderUnavailable) onCall(name, 'unavailable', seconds());
        throw error;
      }
    };
  return {
    testMode: provider.testMode,
    open: measure('open', (attempt) => provider.open(attempt)),
    read: measure('read', (payment) => provider.read(payment)),
    cancel: measure('cancel', (payment, voids) => provider.cancel(payment, voids)),
    capture: measure('capture', (payment) => provider.capture(payment)),
    refund: measure('refund', (refund) => provider.refund(refund)),
    findRefund: measure('find_refund', (refund) => provider.findRefund(refund)),
    readWebhook: (body, signature) => provider.readWebhook(body, signature),
    list: (from, until) => provider.list(from, until),
    paymentPage: (intentId) => provider.paymentPage(intentId),
  };
}
