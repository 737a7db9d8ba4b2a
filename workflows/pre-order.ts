/**
 * The saga of one pre-order: reserve, wait for the buyer or the deadline, then sell or release.
 * The database decides every question of stock and time; the workflow asks, obeys and never gives up.
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
  refreshSignal,
  stateQuery,
  type PreOrderInput,
  type PreOrderState,
} from '../src/contract/pre-order';
import { searchAttributes } from '../src/contract/search-attributes';
import { describePreOrder } from './descriptions';
import { refusalIn, releaseTickets, reserveTickets, sellTickets } from './steps';
import { without } from './without';

/** How far the listed deadline may be from the real one, in milliseconds; the details have it exactly. */
const LISTED_WITHIN_MS = 1_000;

export async function preOrder(input: PreOrderInput): Promise<PreOrderState> {
  const id = input.preOrderId;
  const asked = { checkout: false, giveBack: false, refresh: false };
  let state: PreOrderState = { status: 'called' };
  // Before the first await: a signal in the first task must find its handler.
  setHandler(checkoutSignal, () => void (asked.checkout = true));
  setHandler(giveBackSignal, () => void (asked.giveBack = true));
  setHandler(refreshSignal, () => void (asked.refresh = true));
  setHandler(stateQuery, () => without(state, 'remainingMs'));

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
    await condition(() => asked.checkout || asked.giveBack || asked.refresh, untilDeadline(), {
      summary: `Hold ends ${state.expiresAt ?? ''}`,
    });
    if (asked.checkout) {
      // Once: if it comes too late, the next turn asks about the deadline.
      asked.checkout = false;
      return sellTickets(id);
    }
    if (asked.giveBack) {
      asked.giveBack = false;
      return releaseTickets(id, 'given_back');
    }
    asked.refresh = false;
    return releaseTickets(id);
  }

  async function compensate(): Promise<void> {
    show(await releaseTickets(id, 'ended_by_operator'));
    // What was accepted before the cancellation stays accepted.
    if (state.status === 'checking_out') show(await sellTickets(id));
  }

  function untilDeadline(): number {
    return Math.max(1, state.remainingMs ?? 0);
  }

  function show(next: PreOrderState): void {
    state = next;
    setCurrentDetails(describePreOrder(input, state));
    if (isListed(state)) return;
    upsertSearchAttributes([
      { key: searchAttributes.status, value: state.status },
      { key: searchAttributes.expiresAt, value: state.expiresAt ? new Date(state.expiresAt) : null },
    ]);
  }
}

/** Whether lists of workflows show this state already: the start of the workflow writes the one that it expects. */
function isListed({ status, expiresAt }: PreOrderState): boolean {
  const listed = workflowInfo().typedSearchAttributes;
  const until = listed.get(searchAttributes.expiresAt);
  if (until === undefined || expiresAt === undefined) return false;
  const off = Math.abs(until.getTime() - Date.parse(expiresAt));
  return status === listed.get(searchAttributes.status) && off < LISTED_WITHIN_MS;
}
