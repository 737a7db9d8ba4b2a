/** Money that outlives its purchase: a payment without its pre-order, and a refund. The database decides what is due. */
import { condition, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { refreshSignal } from '../src/contract/pre-order';
import type { RefundInput, SettledState, SettlePaymentInput } from '../src/contract/settling';
import { makeRefund, settlePayment as takeFurther } from './payment-steps';

/** An attempt to pay that no pre-order waits for any more: until it is ended, sold after all, or given back. */
export function settlePayment({ attemptId }: SettlePaymentInput): Promise<SettledState> {
  return untilDone(`Payment ${attemptId}`, () => takeFurther(attemptId));
}

/** A refund: until the provider has made it, or says that it can't. */
export function refund({ refundId }: RefundInput): Promise<SettledState> {
  return untilDone(`Refund ${refundId}`, () => makeRefund(refundId));
}

async function untilDone(title: string, step: () => Promise<SettledState>): Promise<SettledState> {
  const asked = { refresh: false };
  // Before the first await: a signal in the first task must find its handler.
  setHandler(refreshSignal, () => void (asked.refresh = true));
  const isAsked = () => asked.refresh;
  for (;;) {
    asked.refresh = false;
    const state = await step();
    setCurrentDetails(`${title}: ${state.outcome}.`);
    // News that came meanwhile may have come too late for the step.
    if (state.done && !isAsked()) return state;
    if (!state.done) await condition(isAsked, state.againInMs, { summary: 'Ask the provider again' });
  }
}
