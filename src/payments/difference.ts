/** How a difference between the provider's books and ours is reported. */
import type { PaymentDifference } from '../domain/payment-difference';

/** What a difference is about. */
export function about(ours: {
  eventId: string;
  preOrderId: string;
  attemptId: string;
  refundId?: string;
}): Pick<PaymentDifference, 'eventId' | 'preOrderId' | 'attemptId' | 'refundId'> {
  const { eventId, preOrderId, attemptId, refundId } = ours;
  return { eventId, preOrderId, attemptId, ...(refundId !== undefined && { refundId }) };
}

export const amountsOf = ({
  amountCents,
  currency,
  status,
}: {
  amountCents: number;
  currency: string;
  status: string;
}) => ({ amountCents, currency, status });
