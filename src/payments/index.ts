import type { PreOrder } from '../domain/pre-order';
import { checkPaymentsNow, readAttempt } from '../db/payments';
import { measured } from './call';
import type { PaymentDependencies } from './dependencies';
import { createEnd } from './end';
import { createInbox } from './inbox';
import { createOpen } from './open';
import { createPay } from './pay';
import { createReconcilePayments } from './reconcile';
import { createRecord } from './record';
import { createRefundCancelled } from './refund-cancelled';
import { createRefunds } from './refunds';
import { createSettle } from './settle';
import { createWatch } from './watch';

export type { Refund } from '../db/refunds';
export type { PaymentDependencies, PaymentSignals } from './dependencies';

export type Payments = ReturnType<typeof createPayments>;

/** The use cases of money; each has a file of its own. */
export function createPayments(given: PaymentDependencies) {
  const provider = measured(given.provider, given.onCall);
  const deps = { ...given, provider };
  const { db, store } = deps;
  const record = createRecord(deps);
  const open = createOpen(deps, record);
  const end = createEnd(deps, open, record);
  const refunds = createRefunds(deps);
  const watch = createWatch(deps, record);
  const inbox = createInbox(deps, watch.poke, refunds.check);
  return {
    provider,
    // Of a buyer.
    pay: createPay(deps, open, end),
    /** The buyer is back from the provider's page: asks how the payment stands. Anything else is ignored. */
    async returned(attemptId: string): Promise<void> {
      await checkPaymentsNow(db, [attemptId], false);
      await watch.poke();
    },
    // Of a workflow.
    /** Opens the attempt of a pre-order that is being paid, if it isn't open. */
    async start(preOrderId: string): Promise<PreOrder | undefined> {
      const { status, payment } = (await store.read(preOrderId)) ?? {};
      if (status === 'paying' && payment && !payment.opened) await open(payment.id);
      return store.read(preOrderId);
    },
    cancel: end.cancel,
    abandon: end.abandon,
    /** Takes what a card's authorization has reserved, for a sold pre-order. */
    async capture(preOrderId: string): Promise<PreOrder | undefined> {
      const { status, payment } = (await store.read(preOrderId)) ?? {};
      const attempt = status === 'sold' && payment ? await readAttempt(db, payment.id) : undefined;
      if (attempt?.status === 'authorized' && attempt.providerId !== null) {
        const { id: attemptId, method, providerId, intentId } = attempt;
        const payment = { attemptId, method, providerId, intentId: intentId ?? undefined };
        await record(attempt, await provider.capture(payment));
      }
      return store.read(preOrderId);
    },
    settle: createSettle(deps, open, record, refunds.make),
    refunds,
    refundCancelled: createRefundCancelled(deps, refunds),
    reconcile: createReconcilePayments(deps),
    // Of the provider.
    /** @throws {BadSignature} */
    readWebhook: (body: Buffer, signature: string | undefined) => provider.readWebhook(body, signature),
    receive: inbox.receive,
    /** Asks the provider about what is due, again and again. @returns stops. */
    watch() {
      const stops = [watch.start(), inbox.start()];
      return () => stops.forEach((stop) => stop());
    },
  };
}
