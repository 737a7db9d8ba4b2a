/** What we have, and the provider's list doesn't: it is asked for one by one, because it may lie outside the list's time. */
import type { OwnPayment, OwnRefund } from '../db/compare-payments';
import { recordRefund } from '../db/refunds';
import type { PaymentDifference } from '../domain/payment-difference';
import type { PaymentDependencies } from './dependencies';
import { about, amountsOf } from './difference';
import { ProviderRefused } from './provider';

/** How many the provider is asked for at once. */
const AT_ONCE = 10;

export function createCompareOwn({ db, provider }: Pick<PaymentDependencies, 'db' | 'provider'>) {
  return {
    payments: (all: OwnPayment[]) => eachOf(all, payment),
    refunds: (all: OwnRefund[]) => eachOf(all, refund),
  };

  async function payment(own: OwnPayment): Promise<PaymentDifference | undefined> {
    const { attemptId, method, providerId, intentId, status, currency, bookedCents: amountCents } = own;
    const theirs =
      providerId === null ? undefined : await unlessRefused(provider.read({ attemptId, method, providerId }));
    const difference = {
      ...{
        subject: intentId ?? providerId ?? attemptId,
        ...about(own),
        ours: { amountCents, currency, status },
      },
    };
    if (!theirs || theirs.capturedCents === 0) return { kind: 'missing_at_provider', ...difference };
    const told = {
      ...difference,
      theirs: { amountCents: theirs.capturedCents, currency: theirs.currency, status: theirs.status },
    };
    if (theirs.currency !== currency) return { kind: 'currency_differs', ...told };
    const same = theirs.capturedCents === amountCents && theirs.capturedCents === own.capturedCents;
    return same ? undefined : { kind: 'amount_differs', ...told };
  }

  async function refund(own: OwnRefund): Promise<PaymentDifference | undefined> {
    const { refundId, intentId, providerId, status, currency, bookedCents: amountCents } = own;
    const theirs =
      intentId === null ? undefined : await unlessRefused(provider.findRefund({ refundId, intentId }));
    const difference = {
      ...{ subject: providerId ?? refundId, ...about(own), ours: { amountCents, currency, status } },
    };
    if (!theirs) return { kind: 'missing_refund', ...difference };
    const told = { ...difference, theirs: amountsOf(theirs) };
    if (theirs.status === 'failed') {
      await recordRefund(db, refundId, theirs);
      return { kind: 'missing_refund', ...told };
    }
    if (theirs.currency !== currency) return { kind: 'currency_differs', ...told };
    const same = theirs.amountCents === amountCents && theirs.amountCents === own.amountCents;
    return same ? undefined : { kind: 'refund_amount_differs', ...told };
  }
}

async function eachOf<T>(
  all: T[],
  compare: (one: T) => Promise<PaymentDifference | undefined>,
): Promise<PaymentDifference[]> {
  const found: (PaymentDifference | undefined)[] = [];
  for (let i = 0; i < all.length; i += AT_ONCE)
    found.push(...(await Promise.all(all.slice(i, i + AT_ONCE).map(compare))));
  return found.filter((difference) => difference !== undefined);
}

/** Undefined where the provider knows no such object. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProviderRefused) return undefined;
    throw error;
  }
}
