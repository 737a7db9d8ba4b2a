/**
 * The saga of one pre-order: reserve, wait for the buyer or the deadline, then sell or release.
 * The database decides every question of stock and time; the flow asks, obeys and never gives up.
 */
import {
  CancellationScope,
  condition,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  checkoutSignal,
  giveBackSignal,
  lookSignal,
  searchAttributes,
  stateQuery,
  type PreOrderInput,
  type PreOrderState,
} from '../src/contract';
import { describeState } from './details';
import { refusalIn, releaseTickets, reserveTickets, sellTickets } from './steps';

/** How far the listed deadline may be from the real one, in milliseconds; the details have it exactly. */
const LISTED_WITHIN_MS = 1_000;

export async function preOrder(input: PreOrderInput): Promise<PreOrderState> {
  const id = input.preOrderId;
  const asked = { pays: false, givesBack: false, looks: false };
  let state: PreOrderState = { status: 'called' };
  // Flows of earlier builds started without, and replay as they were.
  const foreseen = workflowInfo().typedSearchAttributes.get(searchAttributes.expiresAt) !== undefined;
  const show = (next: PreOrderState) => {
    state = next;
    setCurrentDetails(describeState(input, state));
    if (isListed(state)) return;
    upsertSearchAttributes([
      { key: searchAttributes.status, value: state.status },
      { key: searchAttributes.expiresAt, value: state.expiresAt ? new Date(state.expiresAt) : null },
    ]);
  };
  // Before the first await: a signal in the first task must find its handler.
  setHandler(checkoutSignal, () => void (asked.pays = true));
  setHandler(giveBackSignal, () => void (asked.givesBack = true));
  setHandler(lookSignal, () => void (asked.looks = true));
  setHandler(stateQuery, () => state);

  try {
    show(await reserveTickets(input));
    while (state.status === 'pre_order' || state.status === 'checking_out') show(await nextStep());
    return state;
  } catch (error) {
    const refused = refusalIn(error);
    if (refused) {
      show({ status: 'refused', reason: refused });
      return state;
    }
    // Cancelled by an operator, whatever was reached, and even if the reservation's answer was lost.
    await CancellationScope.nonCancellable(compensate);
    throw error;
  }

  async function nextStep(): Promise<PreOrderState> {
    if (state.status === 'checking_out') return sellTickets(id);
    await condition(() => asked.pays || asked.givesBack || asked.looks, Math.max(1, state.remainingMs ?? 0), {
      summary: `Hold ends ${state.expiresAt ?? ''}`,
    });
    if (asked.pays) {
      // Once: if it comes too late, the deadline is what is looked at next.
      asked.pays = false;
      return sellTickets(id);
    }
    if (asked.givesBack) {
      asked.givesBack = false;
      return releaseTickets(id, 'given_back');
    }
    asked.looks = false;
    return releaseTickets(id);
  }

  /** Whether lists of flows show this state already: who started the flow may have foreseen the first. */
  function isListed({ status, expiresAt }: PreOrderState): boolean {
    const listed = workflowInfo().typedSearchAttributes;
    const until = listed.get(searchAttributes.expiresAt);
    if (!foreseen || until === undefined || expiresAt === undefined) return false;
    const off = Math.abs(until.getTime() - Date.parse(expiresAt));
    return status === listed.get(searchAttributes.status) && off < LISTED_WITHIN_MS;
  }

  async function compensate(): Promise<void> {
    show(await releaseTickets(id, 'ended_by_operator'));
    // What was accepted before the cancellation stays accepted.
    if (state.status === 'checking_out') show(await sellTickets(id));
  }
}
