import { condition, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { NaiveActivities } from './activities';
import { checkoutSignal, giveBackSignal, type NaiveInput } from './contract';

const { reserve, sell, release } = proxyLocalActivities<NaiveActivities>({ startToCloseTimeout: '10s' });

/** The smallest possible saga: two workflow tasks, two local activities, one timer, one signal. */
export async function naivePreOrder(input: NaiveInput): Promise<string> {
  const told = { checkedOut: false, givenBack: false };
  setHandler(checkoutSignal, () => void (told.checkedOut = true));
  setHandler(giveBackSignal, () => void (told.givenBack = true));
  const reserved = await reserve(input);
  if (reserved !== 'held') return reserved;
  await condition(() => told.checkedOut || told.givenBack, input.holdMs);
  return told.checkedOut ? sell(input.preOrderId) : release(input.preOrderId);
}
