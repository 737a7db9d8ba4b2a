import { abandonPayment, readAttempt } from '../db/payments';
import type { EndReason, PreOrder } from '../domain/pre-order';
import type { PaymentDependencies } from './dependencies';
import { endAt } from './look';
import type { createOpen } from './open';
import type { Record } from './record';

/**
 * Ends the attempt that a pre-order is being paid with: the provider first, then the row. Where the buyer was faster,
 * the pre-order is being sold afterwards.
 */
export function createEnd(
  { db, store, provider }: PaymentDependencies,
  open: ReturnType<typeof createOpen>,
  record: Record,
) {
  const endAttempt = async (attemptId: string, reason: EndReason | undefined) => {
    const found = await readAttempt(db, attemptId);
    if (!found) return;
    // Its opening wasn't answered: asked again it is found, and only what is known can be ended.
    const opened = found.providerId === null ? await open(attemptId) : undefined;
    const providerId = opened?.payment.providerId ?? found.providerId;
    if (!providerId) return;
    const as = reason === 'payment_not_completed' ? 'expired' : 'cancelled';
    const payment = await endAt(provider, { attemptId, method: found.method, providerId }, as);
    await record(found, payment, reason);
  };
  return {
    endAttempt,
    /** @param reason why the pre-order ends with it; without one, it goes back to the hold. */
    async cancel(preOrderId: string, reason?: EndReason): Promise<PreOrder | undefined> {
      const preOrder = await store.read(preOrderId);
      if (preOrder?.status === 'paying' && preOrder.payment) await endAttempt(preOrder.payment.id, reason);
      return store.read(preOrderId);
    },
    /** The provider doesn't answer: releases the tickets. What becomes of the money is learned later (settle.ts). */
    async abandon(preOrderId: string, reason: EndReason): Promise<PreOrder | undefined> {
      await abandonPayment(db, preOrderId, reason);
      return store.read(preOrderId);
    },
  };
}
