/**
 * The saga of one pre-order: reserve, wait for the buyer or the deadline, take the payment, then sell or release.
 * The database decides every question of stock and time, and the provider every question of money; the workflow asks,
 * obeys and never gives up.
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
import type { EndReason } from '../src/domain/pre-order';
import { describePreOrder, describeTimer } from './descriptions';
import { capturePayment, endPayment, startPayment } from './payment-steps';
import { refusalIn, releaseTickets, reserveTickets, sellTickets } from './steps';
import { without } from './without';

/** How far the listed deadline may be from the real one, in milliseconds; the details have it exactly. */
const LISTED_WITHIN_MS = 1_000;

const ended: EndReason = 'ended_by_operator';

export async function preOrder(input: PreOrderInput): Promise<PreOrderState> {
  const id = input.preOrderId;
  const asked = { checkout: false, giveBack: false, refresh: false };
  /** What undoes the steps that were begun, the last one first. Each asks the row, so undoing nothing is harmless. */
  const undo: (() => Promise<PreOrderState>)[] = [];
  let state: PreOrderState = { status: 'called' };
  // Before the first await: a signal in the first task must find its handler.
  setHandler(checkoutSignal, () => void (asked.checkout = true));
  setHandler(giveBackSignal, () => void (asked.giveBack = true));
  setHandler(refreshSignal, () => void (asked.refresh = true));
  setHandler(stateQuery, () => without(state, 'remainingMs'));

  try {
    undo.push(() => releaseTickets(id, ended));
    show(await reserveTickets(input));
    while (isOpen(state)) show(await nextStep());
    while (isUncaptured(state)) show(await capturePayment(id));
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
    if (state.status === 'paying') {
      if (undo.length === 1) undo.push(() => endPayment(id, ended));
      if ((state.remainingMs ?? 0) <= 0) return endPayment(id, 'payment_not_completed');
      if (state.payment?.opened === false && !isAsked()) return startPayment(id);
    }
    await condition(isAsked, untilDeadline(), { summary: describeTimer(state) });
    if (asked.checkout) {
      // Once: if it comes too late, the next turn asks about the deadline.
      asked.checkout = false;
      return sellTickets(id);
    }
    if (asked.giveBack) {
      asked.giveBack = false;
      return state.status === 'paying' ? endPayment(id, 'given_back') : releaseTickets(id, 'given_back');
    }
    asked.refresh = false;
    return releaseTickets(id);
  }

  function isAsked(): boolean {
    return asked.checkout || asked.giveBack || asked.refresh;
  }

  async function compensate(): Promise<void> {
    while (undo.length > 0) show(await (undo.pop() as () => Promise<PreOrderState>)());
    // What was accepted before the cancellation stays accepted, and is paid for.
    if (state.status === 'checking_out') show(await sellTickets(id));
    while (isUncaptured(state)) show(await capturePayment(id));
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

function isOpen({ status }: PreOrderState): boolean {
  return status === 'pre_order' || status === 'paying' || status === 'checking_out';
}

/** Whether the tickets are sold to a card whose money isn't taken yet. */
function isUncaptured({ status, payment }: PreOrderState): boolean {
  return status === 'sold' && payment?.status === 'authorized';
}

/** Whether lists of workflows show this state already: the start of the workflow writes the one that it expects. */
function isListed({ status, expiresAt }: PreOrderState): boolean {
  const listed = workflowInfo().typedSearchAttributes;
  const until = listed.get(searchAttributes.expiresAt);
  if (until === undefined || expiresAt === undefined) return false;
  const off = Math.abs(until.getTime() - Date.parse(expiresAt));
  return status === listed.get(searchAttributes.status) && off < LISTED_WITHIN_MS;
}
