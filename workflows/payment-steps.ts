/**
 * Steps that ask the payment provider. They are regular activities: they take long, and operators see and retry them.
 * Only releasing the tickets of a payment whose provider doesn't answer is a matter of our database.
 */
import { isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../src/contract/activities';
import type { PreOrderState } from '../src/contract/pre-order';
import type { EndReason } from '../src/domain/pre-order';
import { releaseTickets, step } from './steps';

const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;
const PATIENT = { startToCloseTimeout: '15s', retry } as const;

/** How long the provider has to end a payment before the next in line gets the tickets. */
const AT_THE_BOUND = { startToCloseTimeout: '5s', scheduleToCloseTimeout: '6s' } as const;

const { startPayment: start } = proxyActivities<Activities>({
  startToCloseTimeout: '15s',
  retry: { maximumAttempts: 1 },
  summary: 'Open the payment',
});

/** Opens the payment, once; where that fails it answers the row after a while, which may have changed. */
export async function startPayment(preOrderId: string): Promise<PreOrderState> {
  try {
    return await start(preOrderId);
  } catch (error) {
    if (isCancellation(error)) throw error;
    await sleep('3s');
    return releaseTickets(preOrderId);
  }
}

/** Without limit: the tickets are sold. Operators are told after an hour. */
const { capturePayment: capture } = proxyActivities<Activities>({ ...PATIENT, summary: 'Take the money' });

/** Once more after a minute where the money still isn't there. */
export async function capturePayment(preOrderId: string): Promise<PreOrderState> {
  const state = await capture(preOrderId);
  if (state.status === 'sold' && state.payment?.status === 'authorized') await sleep('1 minute');
  return state;
}

/** Makes refunds and ends payments that outlived their purchase, for as long as that takes. */
export const { settlePayment, makeRefund } = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  retry: { ...retry, maximumInterval: '5m' },
});

/** May take an hour where many thousands paid; run again it goes on, which it does soon after a worker was killed. */
export const { refundCancelled } = proxyActivities<Activities>({
  startToCloseTimeout: '24h',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '5s', maximumInterval: '1m' },
  summary: 'Refund what was paid for the cancelled event',
});

const { cancelPayment } = proxyActivities<Activities>({ ...AT_THE_BOUND, summary: 'End the payment' });
const abandonPayment = step('abandonPayment', 'Release the tickets, the payment is unknown');

/**
 * Ends the payment with the provider first. If the provider doesn't answer, or can't end it, the tickets are released,
 * and a settlePayment workflow takes over the money.
 */
export async function endPayment(preOrderId: string, reason: EndReason): Promise<PreOrderState> {
  try {
    const state = await cancelPayment(preOrderId, reason);
    if (state.status !== 'paying') return state;
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
  return abandonPayment(preOrderId, reason);
}
