import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import type { NaiveActivities } from './activities';
import { checkoutSignal, giveBackSignal, reserveUpdate, type NaiveInput } from './contract';

const { reserve, sell, release } = proxyActivities<NaiveActivities>({ startToCloseTimeout: '10s' });

/** The saga as in the SDK's samples: regular activities, and an update that answers with the reservation. */
export async function naivePreOrder(input: NaiveInput): Promise<string> {
  const told: { reserved?: string; checkedOut?: boolean; givenBack?: boolean } = {};
  setHandler(checkoutSignal, () => void (told.checkedOut = true));
  setHandler(giveBackSignal, () => void (told.givenBack = true));
  setHandler(reserveUpdate, async () => {
    await condition(() => told.reserved !== undefined);
    return told.reserved ?? '';
  });
  told.reserved = await reserve(input);
  if (told.reserved !== 'held') return told.reserved;
  await condition(() => told.checkedOut === true || told.givenBack === true, input.holdMs);
  return told.checkedOut ? sell(input.preOrderId) : release(input.preOrderId);
}
