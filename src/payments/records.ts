import type { Database } from '../db/database';
import { readPaymentRows } from '../db/payment-rows';
import { readAttempts } from '../db/payment-story';
import { readRefundsOf } from '../db/refunds';
import type { PaymentProvider } from './provider';
import { createTasks } from './tasks';

export type { PaymentRow } from '../db/payment-rows';
export type { AttemptRecord } from '../db/payment-story';

export type PaymentRecords = ReturnType<typeof createPaymentRecords>;

/** What operators see of payments. It is there without a provider, too: what was recorded stays. */
export function createPaymentRecords({
  db,
  provider,
}: {
  db: Database;
  provider?: Pick<PaymentProvider, 'paymentPage'> | undefined;
}) {
  return {
    tasks: createTasks(db),
    /** All attempts to pay a pre-order, and all its refunds, the oldest first. */
    async of(preOrderId: string) {
      return {
        attempts: await readAttempts(db, preOrderId),
        refunds: await readRefundsOf(db, preOrderId),
      };
    },
    /** The attempts of a page of an event's pre-orders (db/payment-rows.ts). */
    ofEvent: (eventId: string, after: string | undefined, limit: number) =>
      readPaymentRows(db, eventId, after, limit),
    /** The provider's own page about a payment; null where there is none. */
    pageOf: (intentId: string | null): string | null =>
      intentId === null ? null : (provider?.paymentPage(intentId) ?? null),
  };
}
