/** The saga with a payment, against fake activities: what the buyer, the provider and the deadline can do. */
import { WorkflowFailedError } from '@temporalio/client';
import {
  checkoutSignal,
  giveBackSignal,
  refreshSignal,
  type PaymentState,
  type PreOrderState,
} from '../../src/contract/pre-order';
import { record } from '../helpers/histories';
import { ended, held, useScriptedSaga } from '../helpers/scripted-saga';

const saga = useScriptedSaga();
const { asked, start, handle, result } = saga;
const untilHeld = (id: string) => saga.until(id, 'pre_order');
const untilPaying = (id: string) => saga.until(id, 'paying');

const card = (status: PaymentState['status'], attempt = 1, opened = true): { payment: PaymentState } => ({
  payment: { attempt, method: 'card', status, opened },
});
const paying = (remainingMs = 60_000, attempt = 1, opened = true): PreOrderState => ({
  ...held(remainingMs),
  status: 'paying',
  ...card('open', attempt, opened),
});
const declined = (): PreOrderState => ({ ...held(), ...card('declined') });
const authorized: PreOrderState = { status: 'sold', ...card('authorized') };
const captured: PreOrderState = { status: 'sold', ...card('paid') };
const away = () => new Error('the provider does not answer');

/** Begins to pay. @returns the pre-order's id. */
async function pay(script: Parameters<typeof start>[0]): Promise<string> {
  const id = await start(script);
  await untilHeld(id);
  await handle(id).signal(checkoutSignal);
  await untilPaying(id);
  return id;
}

test('a card is authorized, the tickets are sold, and then the money is taken', async () => {
  const id = await pay({ reserve: [held()], sell: [paying(), authorized], capture: [captured] });
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(captured);
  expect(asked.get(id)).toEqual(['reserve', 'sell', 'sell', 'capture']);
  await record('paid-by-card', handle(id));
});

test('that takes at most two workflow tasks more than a sale without payment', async () => {
  const tasksOf = async (id: string) =>
    (await saga.events(id)).filter((event) => event.workflowTaskCompletedEventAttributes).length;
  const free = await start({ reserve: [held()], sell: [{ status: 'sold' }] });
  await untilHeld(free);
  await handle(free).signal(checkoutSignal);
  await result(free);
  const paid = await pay({ reserve: [held()], sell: [paying(), authorized], capture: [captured] });
  await handle(paid).signal(checkoutSignal);
  await result(paid);
  expect((await tasksOf(paid)) - (await tasksOf(free))).toBeLessThanOrEqual(2);
});

test('a Pix is paid before the tickets are sold, and nothing is captured', async () => {
  const pix: PaymentState = { attempt: 1, method: 'pix', status: 'paid', opened: true };
  const id = await pay({ reserve: [held()], sell: [paying(), { status: 'sold', payment: pix }] });
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toMatchObject({ status: 'sold' });
  expect(asked.get(id)).toEqual(['reserve', 'sell', 'sell']);
});

test('a declined card goes back to the hold, and the second attempt pays', async () => {
  const id = await pay({
    reserve: [held()],
    sell: [paying(), paying(60_000, 2), authorized],
    release: [declined()],
    capture: [captured],
  });
  await handle(id).signal(refreshSignal);
  await untilHeld(id);
  await handle(id).signal(checkoutSignal);
  await untilPaying(id);
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(captured);
  expect(asked.get(id)).toEqual(['reserve', 'sell', 'release', 'sell', 'sell', 'capture']);
  await record('declined-then-paid', handle(id));
});

test('a payment that the request could not open is opened by the workflow, again and again', async () => {
  const id = await pay({
    reserve: [held()],
    sell: [paying(60_000, 1, false), authorized],
    startPayment: [away(), paying()],
    release: [paying(60_000, 1, false)],
    capture: [captured],
  });
  while (asked.get(id)?.filter((step) => step === 'startPayment').length !== 2)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(captured);
  expect(asked.get(id)).toEqual([
    'reserve',
    'sell',
    'startPayment',
    'release',
    'startPayment',
    'sell',
    'capture',
  ]);
  await record('payment-opened-late', handle(id));
}, 20_000);

test('at the bound the payment is ended first, and the tickets with it', async () => {
  const id = await pay({
    reserve: [held()],
    sell: [paying(100)],
    release: [paying(-1)],
    cancelPayment: [ended('payment_not_completed')],
  });
  expect(await result(id)).toEqual(ended('payment_not_completed'));
  expect(asked.get(id)).toEqual(['reserve', 'sell', 'release', 'cancelPayment payment_not_completed']);
  await record('payment-not-completed', handle(id));
});

test('a bound that moved is waited for', async () => {
  const id = await pay({
    reserve: [held()],
    sell: [paying(50)],
    release: [paying(50), paying(-1)],
    cancelPayment: [ended('payment_not_completed')],
  });
  await result(id);
  expect(asked.get(id)).toEqual([
    'reserve',
    'sell',
    'release',
    'release',
    'cancelPayment payment_not_completed',
  ]);
});

test('paid at the bound is sold', async () => {
  const id = await pay({
    reserve: [held()],
    sell: [paying(50), authorized],
    release: [paying(-1)],
    cancelPayment: [{ status: 'checking_out', ...card('authorized') }],
    capture: [captured],
  });
  expect(await result(id)).toEqual(captured);
});

test.each([
  ['does not answer', [away(), away(), away(), away(), away(), away()]],
  ['is still working on it', [paying(-1)]],
])(
  'at the bound the tickets go on where the provider %s',
  async (name, cancelPayment) => {
    const id = await pay({
      reserve: [held()],
      sell: [paying(50)],
      release: [paying(-1)],
      cancelPayment,
      abandonPayment: [ended('payment_not_completed')],
    });
    expect(await result(id)).toEqual(ended('payment_not_completed'));
    expect(asked.get(id)?.at(-1)).toBe('abandonPayment payment_not_completed');
    if (name === 'does not answer') await record('payment-abandoned', handle(id));
  },
  20_000,
);

test('given back while it is being paid, the payment is ended first', async () => {
  const id = await pay({ reserve: [held()], sell: [paying()], cancelPayment: [ended('given_back')] });
  await handle(id).signal(giveBackSignal);
  expect(await result(id)).toEqual(ended('given_back'));
  expect(asked.get(id)).toEqual(['reserve', 'sell', 'cancelPayment given_back']);
});

test('cancelled while it is being paid, the steps are undone in reverse', async () => {
  const id = await pay({
    reserve: [held()],
    sell: [paying()],
    cancelPayment: [ended('ended_by_operator')],
    release: [ended('ended_by_operator')],
  });
  await handle(id).cancel();
  await expect(result(id)).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(asked.get(id)).toEqual([
    'reserve',
    'sell',
    'cancelPayment ended_by_operator',
    'release ended_by_operator',
  ]);
  await record('cancelled-while-paying', handle(id));
});

test('cancelled after the buyer has paid, the tickets are sold and the money is taken', async () => {
  const id = await pay({
    reserve: [held()],
    sell: [paying(), authorized],
    cancelPayment: [{ status: 'checking_out', ...card('authorized') }],
    release: [{ status: 'checking_out', ...card('authorized') }],
    capture: [captured],
  });
  await handle(id).cancel();
  await expect(result(id)).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(asked.get(id)?.slice(-2)).toEqual(['sell', 'capture']);
});

test('a capture that fails is tried again', async () => {
  const id = await pay({ reserve: [held()], sell: [paying(), authorized], capture: [away(), captured] });
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(captured);
  expect(asked.get(id)?.filter((step) => step === 'capture')).toHaveLength(2);
});

test('a workflow that starts anew on a sold order only takes the money', async () => {
  const id = await start({ reserve: [authorized], capture: [captured] });
  expect(await result(id)).toEqual(captured);
  expect(asked.get(id)).toEqual(['reserve', 'capture']);
});
