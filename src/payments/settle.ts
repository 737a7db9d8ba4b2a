import type { SettledState } from '../contract/settling';
import { readAttempt, settlePayment, type Attempt } from '../db/payments';
import type { PaymentDependencies } from './dependencies';
import { endAt } from './look';
import type { createOpen } from './open';
import type { PaymentRef } from './provider';
import type { Record } from './record';

/** How soon the provider is asked again about a payment that it is still working on, in milliseconds. */
const AGAIN_MS = 30_000;

const IN_FLIGHT = ['open', 'processing', 'unknown'];

const done = (outcome: string): SettledState => ({ done: true, outcome });

/**
 * Takes an attempt further that outlived its pre-order: ends it where it isn't paid; where it is, it buys the tickets if
 * they are free this instant, and is given back otherwise. Each step is decided by the database and may be repeated.
 * @throws {ProviderUnavailable} where the provider doesn't answer; the workflow tries again.
 */
export function createSettle(
  { db, provider }: PaymentDependencies,
  open: ReturnType<typeof createOpen>,
  record: Record,
  makeRefund: (refundId: string) => Promise<SettledState>,
) {
  return async (attemptId: string): Promise<SettledState> => {
    const found = await readAttempt(db, attemptId);
    if (!found) return done('there is no such attempt');
    if ((await settlePayment(db, attemptId)).outcome === 'wanted') return done('its pre-order waits for it');
    // Its opening may not have been answered: asked again it is found.
    const providerId = found.providerId ?? (await open(attemptId))?.payment.providerId;
    if (!providerId) return done('never opened');
    const payment: PaymentRef = { attemptId, method: found.method, providerId };
    const endsIt = IN_FLIGHT.includes(found.status);
    await record(found, await (endsIt ? endAt(provider, payment) : provider.read(payment)));
    return carryOut(found, payment);
  };

  async function carryOut(attempt: Attempt, payment: PaymentRef): Promise<SettledState> {
    const { outcome, refund } = await settlePayment(db, attempt.id);
    switch (outcome) {
      case 'sold':
        if ((await readAttempt(db, attempt.id))?.status === 'authorized')
          await record(attempt, await provider.capture(payment));
        return done('sold after all: the tickets were free');
      case 'void':
        await record(attempt, await provider.cancel(payment, true));
        return done('the authorization was given back');
      case 'refund':
        return makeRefund(refund as string);
      case 'waiting':
        return { done: false, outcome: 'the provider is still working on it', againInMs: AGAIN_MS };
      default:
        return done(
          outcome === 'wanted' ? 'its pre-order waits for it' : 'nothing was paid, or it was given back',
        );
    }
  }
}
