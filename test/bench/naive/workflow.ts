import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import type { NaiveActivities } from './activities';
import { checkoutSignal, giveBackSignal, reserveUpdate, type NaiveInput } from './contract';

const { reserve, sell, release } = proxyActivities<NaiveActivities>({ startToCloseTimeout: '10s' });

/** The saga as the samples write it: regular activities, and an update that answers with the reservation. */
export async function naivePreOrder(input: NaiveInput): Promise<string> {
  let reserved: string | undefined;
  let checkedOut = false;
  let givenBack = false;
  setHandler(checkoutSignal, () => void (checkedOut = true));
  setHandler(giveBackSignal, () => void (givenBack = true));
  setHandler(reserveUpdate, async () => {
    await condition(() => reserved !== undefined);
    return reserved ?? '';
  });
  reserved = await reserve(input);
  if (reserved !== 'held') return reserved;
  await condition(() => checkedOut || givenBack, input.holdMs);
  return checkedOut ? sell(input.preOrderId) : release(input.preOrderId);
}
