import { randomUUID } from 'node:crypto';
import { beginPayment } from '../db/payments';
import { MOST_ATTEMPTS, type PaymentMethod } from '../domain/payment';
import { describeItems, type PreOrder } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import { waitWhile } from '../orders/wait';
import type { PaymentDependencies } from './dependencies';
import type { createEnd } from './end';
import type { createOpen } from './open';
import { ProviderUnavailable } from './provider';

/** How long this process has to open an attempt that it began, in seconds; then any process sees to it. */
const OPEN_SECONDS = 15;

/** The most that a provider shows of what is bought, in characters. */
const DESCRIPTION = 200;

/**
 * Begins to pay for what is held, or finds the attempt that is open. The request opens it itself, so that only the
 * provider stands between the buyer and its page; what it can't finish, the workflow does.
 * @param waitMs how long to wait for the provider's page, in milliseconds.
 * @throws {Refusal} `too_many_attempts`.
 * @throws {ProviderUnavailable} where another way to pay is open and the provider doesn't end it.
 */
export function createPay(
  deps: PaymentDependencies,
  open: ReturnType<typeof createOpen>,
  { endAttempt }: ReturnType<typeof createEnd>,
) {
  const { db, store, signals, listen, labelsOf, graceSeconds, returnUrl, onError } = deps;
  return async (held: PreOrder, method: PaymentMethod, waitMs: number): Promise<PreOrder> => {
    const preOrderId = held.id;
    const read = async () => {
      const latest = await store.read(preOrderId);
      if (!latest) throw new Refusal({ code: 'pre_order_not_found' });
      return latest;
    };
    const { names, title } = await labelsOf(held.eventId);
    for (let ended = false; ; ended = true) {
      const attemptId = randomUUID();
      const begun = await beginPayment(db, {
        ...{ preOrderId, attemptId, method, leaseSeconds: OPEN_SECONDS, mostAttempts: MOST_ATTEMPTS },
        returnUrl: returnUrl(held.eventId, attemptId),
        description: `${describeItems(held.items, names)}, ${title ?? held.eventId}`.slice(0, DESCRIPTION),
        graceSeconds: graceSeconds[method],
      });
      if (begun.outcome === 'too_many_attempts') throw new Refusal({ code: 'too_many_attempts' });
      if (begun.outcome === 'not_held' || begun.outcome === 'nothing_to_pay') return read();
      // Once: a payment that the provider is working on can't be ended, and stays the one that is open.
      if (begun.outcome === 'other_method' && begun.attempt !== null && !ended) {
        await endAttempt(begun.attempt, undefined);
        continue;
      }
      if (begun.outcome === 'begun') void openAndSignal(attemptId);
      return waitWhile(await read(), { read, listen, during: isOpening, waitMs, pollFirst: true });
    }

    async function openAndSignal(attemptId: string): Promise<void> {
      const failed = (error: unknown) => onError(error, { preOrderId });
      await open(attemptId).catch((error: unknown) => {
        // The workflow tries again, and operators see it there.
        if (!(error instanceof ProviderUnavailable)) failed(error);
      });
      await signals.signalCheckout(preOrderId).catch(failed);
    }
  };
}

/** The provider hasn't said yet where to pay. */
export const isOpening = ({ status, payment }: PreOrder) => status === 'paying' && payment?.opened === false;
