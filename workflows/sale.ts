/**
 * An event's sale: waits for the opening, has the places drawn, waits for the closing, tells those who still
 * wait. The database decides when that is and what an operator has decided; the flow asks, and asks again
 * whenever it is told that something has changed.
 */
import { condition, continueAsNew, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { SaleAction } from '../src/domain/event';
import {
  saleChangedSignal,
  saleSignals,
  saleStateQuery,
  type SaleInput,
  type SaleState,
} from '../src/contract';
import { describeSale } from './details';
import { actOnSale, drawLine, emptyLine, readSale } from './steps';

/** The longest that the flow sleeps without looking, in milliseconds: thirty days. */
const LONGEST_MS = 30 * 86_400_000;

export async function sale(input: SaleInput): Promise<SaleState | undefined> {
  const { eventId } = input;
  const asked: SaleAction[] = [];
  let changed = false;
  const news = () => changed || asked.length > 0;
  let state: SaleState | undefined;
  // Before the first await: a signal in the first task must find its handler.
  setHandler(saleChangedSignal, () => void (changed = true));
  for (const action of ['pause', 'resume', 'close', 'cancel'] as const)
    setHandler(saleSignals[action], () => void asked.push(action));
  setHandler(saleStateQuery, () => state ?? { ...NOT_YET });

  for (;;) {
    const action = asked.shift();
    if (action) await actOnSale(eventId, action);
    changed = false;
    state = await readSale(eventId);
    if (!state) return undefined;
    setCurrentDetails(describeSale(input, state));
    if (state.drawDue) await drawLine(eventId);
    else if (state.status === 'closed' || state.status === 'cancelled') await emptyLine(eventId);
    if (news() || state.drawDue) continue;
    // Opened again it gets a new flow.
    if (state.status === 'closed' || state.status === 'cancelled') return state;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof sale>(input);
    await condition(news, ...nextTurn(state));
  }
}

function nextTurn({ opensInMs, closesInMs, opensAt, closesAt }: SaleState): [number, { summary: string }] {
  const [ms, summary] =
    opensInMs > 0 ? [opensInMs, `Opens at ${opensAt}`] : [closesInMs, `Closes at ${closesAt}`];
  return [Math.min(LONGEST_MS, Math.max(1, ms)), { summary }];
}

/** Before the database was asked for the first time. */
const NOT_YET: SaleState = {
  ...{ status: 'scheduled', opensAt: '', closesAt: '', opensInMs: 0, closesInMs: 0 },
  ...{ waiting: 0, drawDue: false },
};
