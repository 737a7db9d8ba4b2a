import type { OwnRefund } from '../db/compare-payments';
import { recordRefund } from '../db/refunds';
import type { PaymentDependencies } from './dependencies';

/** A bank may return a refund days after it has succeeded: it is recorded as failed, which needs a person. */
export async function learnFailedRefund(
  { db, provider }: Pick<PaymentDependencies, 'db' | 'provider'>,
  { refundId, intentId }: Pick<OwnRefund, 'refundId' | 'intentId'>,
): Promise<void> {
  const found = intentId === null ? undefined : await provider.findRefund({ refundId, intentId });
  if (found?.status === 'failed') await recordRefund(db, refundId, found);
}
