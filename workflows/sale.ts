/**
 * An event's sale: waits for the opening, has the places drawn, waits for the closing, refuses those who still wait.
 * What an operator does to all its pre-orders it finishes.
 * The database decides when that is and what an operator has decided; the workflow asks, and asks again whenever it is
 * signalled that something has changed.
 */
import { condition, continueAsNew, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import {
  saleChangedSignal,
  saleSignals,
  saleStateQuery,
  type SaleInput,
  type SaleState,
} from '../src/contract/sale';
import type { SaleAction } from '../src/domain/event';
import { describeSale } from './descriptions';
import { refundCancelled } from './payment-steps';
import { actOnSale, drawLine, finishBulkChanges, readSale, refuseEveryoneWaiting } from './steps';
import { without } from './without';

/** The longest that the workflow sleeps without asking, in milliseconds: thirty days. */
const LONGEST_MS = 30 * 86_400_000;

export async function sale(input: SaleInput): Promise<SaleState | undefined> {
  const { eventId } = input;
  const requested: SaleAction[] = [];
  let changed = false;
  const signalled = () => changed || requested.length > 0;
  let state: SaleState | undefined;
  // Before the first await: a signal in the first task must find its handler.
  setHandler(saleChangedSignal, () => void (changed = true));
  for (const action of ['pause', 'resume', 'close', 'cancel'] as const)
    setHandler(saleSignals[action], () => void requested.push(action));
  setHandler(saleStateQuery, () => without(state ?? NOT_READ_YET, 'opensInMs', 'closesInMs'));

  for (;;) {
    const action = requested.shift();
    if (action) await actOnSale(eventId, action);
    changed = false;
    state = await readSale(eventId);
    if (!state) return undefined;
    setCurrentDetails(describeSale(input, state));
    if (state.bulkChangeDue) await finishBulkChanges(eventId);
    if (state.drawDue) await drawLine(eventId);
    else if (isOver(state)) await refuseEveryoneWaiting(eventId);
    if (state.refundsDue && !state.bulkChangeDue) await refundCancelled(eventId);
    if (signalled() || state.drawDue || state.bulkChangeDue || state.refundsDue) continue;
    // Opened again it gets a new workflow.
    if (isOver(state)) return state;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof sale>(input);
    await condition(signalled, ...nextTurn(state));
  }
}

function isOver({ status }: SaleState): boolean {
  return status === 'closed' || status === 'cancelled';
}

function nextTurn({ opensInMs, closesInMs, opensAt, closesAt }: SaleState): [number, { summary: string }] {
  const [ms, summary] =
    opensInMs > 0 ? [opensInMs, `Opens at ${opensAt}`] : [closesInMs, `Closes at ${closesAt}`];
  return [Math.min(LONGEST_MS, Math.max(1, ms)), { summary }];
}

const NOT_READ_YET: SaleState = {
  status: 'scheduled',
  opensAt: '',
  closesAt: '',
  opensInMs: 0,
  closesInMs: 0,
  waiting: 0,
  drawDue: false,
};
