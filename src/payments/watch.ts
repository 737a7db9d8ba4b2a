import { onDemand } from '../concurrency/on-demand';
import { poll } from '../concurrency/poller';
import { claimPaymentsDue, openTask, readAttempt, type DuePayment } from '../db/payments';
import type { PaymentDependencies } from './dependencies';
import { lookAt } from './look';
import { ProviderUnavailable } from './provider';
import type { Record } from './record';

/** How often due payments are looked for although nothing said that there are any, in milliseconds. */
const POLL_MS = 1_000;

/** How many are asked for at once, and how long a process may take for that, in seconds. */
const AT_ONCE = 20;
const LEASE_SECONDS = 30;

/** A payment that is open so long after its time needs a person, and so does a sold one that isn't captured, in seconds. */
const ESCALATE_SECONDS = 15 * 60;

/**
 * Asks the provider how payments stand: at once where a webhook or the buyer's return says that something happened, and
 * from a minute on where nothing does. So a lost webhook costs a minute and nothing else.
 */
export function createWatch(deps: PaymentDependencies, record: Record) {
  const { db, provider, signals, onError } = deps;
  /** Looks for due payments now. */
  const poke = onDemand(async () => {
    const due = await claimPaymentsDue(db, AT_ONCE, LEASE_SECONDS);
    await Promise.all(due.map((one) => handle(one).catch((error: unknown) => onError(error, one))));
    return due.length === AT_ONCE;
  });
  async function handle(due: DuePayment): Promise<void> {
    const { id, preOrderId, eventId, overSeconds } = due;
    if (overSeconds > ESCALATE_SECONDS && (!due.wanted || due.uncaptured))
      await openTask(db, {
        kind: due.uncaptured ? 'capture_pending' : 'payment_unknown',
        subject: id,
        eventId,
        preOrderId,
      });
    if (!due.wanted) return signals.settlePayment(id);
    // Its workflow opens it, or takes the money; there may be none any more.
    if (!due.opened || due.uncaptured) return signals.checkout(due);
    const attempt = await readAttempt(db, id);
    if (!attempt?.providerId) return;
    try {
      await record(
        attempt,
        await lookAt(provider, { attemptId: id, method: attempt.method, providerId: attempt.providerId }),
      );
    } catch (error) {
      // It is asked again soon.
      if (!(error instanceof ProviderUnavailable)) throw error;
    }
  }
  return { poke, start: () => poll(POLL_MS, poke, onError) };
}
