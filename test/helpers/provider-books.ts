import type { PaymentProvider, ProviderPayment, ProviderRecord } from '../../src/payments/provider';
import { ProviderRefused } from '../../src/payments/provider';

/** A payment provider's books, as a test writes them. Only what reads them works. */
export interface ProviderBooks extends PaymentProvider {
  records: ProviderRecord[];
  /** How often it was asked for one object. */
  asked: number;
  /** @returns the payment's or refund's record. */
  of(id: string): ProviderRecord;
}

export function openProviderBooks(): ProviderBooks {
  const never = () => Promise.reject(new Error('not a part of these books'));
  const books: ProviderBooks = {
    records: [],
    asked: 0,
    testMode: true,
    of(id) {
      const found = books.records.find((one) => [one.providerId, one.attemptId, one.refundId].includes(id));
      if (!found) throw new Error(`no ${id} in the books`);
      return found;
    },
    ...{ open: never, cancel: never, capture: never, refund: never },
    readWebhook: () => {
      throw new Error('not a part of these books');
    },
    paymentPage: () => undefined,
    async *list(from, until) {
      await Promise.resolve();
      for (const kind of ['payment', 'refund', 'dispute'])
        for (const one of books.records)
          if (one.kind === kind && one.createdAt >= from && one.createdAt < until) yield { ...one };
    },
    read({ attemptId, providerId }): Promise<ProviderPayment> {
      books.asked++;
      const found = books.records.find((one) => one.kind === 'payment' && one.attemptId === attemptId);
      if (!found) return Promise.reject(new ProviderRefused('resource_missing', 'no such payment'));
      const { amountCents, currency } = found;
      return Promise.resolve({
        ...{ providerId, intentId: found.providerId, status: 'paid', attemptId },
        ...{ amountCents, capturedCents: amountCents, currency },
      });
    },
    findRefund({ refundId }) {
      books.asked++;
      const found = books.records.find((one) => one.kind === 'refund' && one.refundId === refundId);
      if (!found) return Promise.resolve(undefined);
      const { providerId, amountCents, currency } = found;
      const status = found.status === 'failed' ? 'failed' : 'succeeded';
      return Promise.resolve({ providerId, amountCents, currency, status });
    },
  };
  return books;
}
