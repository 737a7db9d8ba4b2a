/** The saga against fake activities: every answer that the database can give, every order of signal and timer. */
import { EventEmitter, once } from 'node:events';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { checkoutSignal, giveBackSignal, REFUSED, type PreOrderState } from '../../src/contract/pre-order';
import { record } from '../helpers/histories';
import { ended, held, useScriptedSaga } from '../helpers/scripted-saga';

const saga = useScriptedSaga();
const { asked, start, handle, result, events } = saga;
const untilHeld = (id: string) => saga.until(id, 'pre_order');

const sold: PreOrderState = { status: 'sold' };
const accepted: PreOrderState = { status: 'checking_out' };

test('a checkout in time sells, and nothing is released', async () => {
  const id = await start({ reserve: [held()], sell: [sold] });
  await untilHeld(id);
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(sold);
  expect(asked.get(id)).toEqual(['reserve', 'sell']);
  await record('sold', handle(id));
});

test('a deadline that moved twice is waited for twice, then the hold is released once', async () => {
  const id = await start({ reserve: [held(50)], release: [held(50), held(50), ended('idle')] });
  expect(await result(id)).toEqual(ended('idle'));
  expect(asked.get(id)).toEqual(['reserve', 'release', 'release', 'release']);
  await record('idle-after-activity', handle(id));
});

test('a timer that finds the checkout accepted sells', async () => {
  const id = await start({ reserve: [held(50)], release: [accepted], sell: [sold] });
  expect(await result(id)).toEqual(sold);
  expect(asked.get(id)).toEqual(['reserve', 'release', 'sell']);
  await record('accepted-without-signal', handle(id));
});

test('a checkout that the database judges too late is followed by the release', async () => {
  const id = await start({ reserve: [held()], sell: [held(50)], release: [ended('hold_ended')] });
  await untilHeld(id);
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(ended('hold_ended'));
  expect(asked.get(id)).toEqual(['reserve', 'sell', 'release']);
});

test('a hold that is given back is released with that reason', async () => {
  const id = await start({ reserve: [held()], release: [ended('given_back')] });
  await untilHeld(id);
  await handle(id).signal(giveBackSignal);
  expect(await result(id)).toEqual(ended('given_back'));
  expect(asked.get(id)).toEqual(['reserve', 'release given_back']);
  await record('given-back', handle(id));
});

test('a pre-order that the database has already ended ends the workflow', async () => {
  const id = await start({ reserve: [{ status: 'cancelled', reason: 'event_cancelled' }] });
  expect(await result(id)).toEqual({ status: 'cancelled', reason: 'event_cancelled' });
});

test('a refused reservation is a result, not a failure, and needs no release', async () => {
  const id = await start({ reserve: [ApplicationFailure.nonRetryable('no', REFUSED, 'sold_out')] });
  expect(await result(id)).toEqual({ status: 'refused', reason: 'sold_out' });
  expect(asked.get(id)).toEqual(['reserve']);
  await record('refused', handle(id));
});

test('a step that does not succeed quickly continues as a regular activity, which operators can see', async () => {
  const down = () => new Error('the database is away');
  const id = await start({ reserve: [down(), down(), down(), held()], sell: [sold] });
  await untilHeld(id);
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(sold);
  const scheduled = (await events(id)).filter((event) => event.activityTaskScheduledEventAttributes);
  expect(scheduled).toHaveLength(1);
  await record('regular-activity', handle(id));
});

test('with a checkout and a give-back before the first task, the checkout wins', async () => {
  await saga.stopWorker();
  const id = await start({ reserve: [held()], sell: [sold] });
  await handle(id).signal(giveBackSignal);
  await handle(id).signal(checkoutSignal);
  await saga.startWorker();
  expect(await result(id)).toEqual(sold);
  expect(asked.get(id)).toEqual(['reserve', 'sell']);
});

test.each([
  ['in time by the row', sold, ['reserve', 'sell']],
  ['too late by the row', ended('idle'), ['reserve', 'sell']],
])('with the signal and the timer in one task, the row decides: %s', async (_name, row, steps) => {
  const id = await start({ reserve: [held(300)], sell: [row] });
  await untilHeld(id);
  await saga.stopWorker();
  while (!(await events(id)).some((event) => event.timerFiredEventAttributes));
  await handle(id).signal(checkoutSignal);
  await saga.startWorker();
  expect(await result(id)).toEqual(row);
  expect(asked.get(id)).toEqual(steps);
});

test('cancelled while it waits, the workflow compensates once and ends as cancelled', async () => {
  const id = await start({ reserve: [held()], release: [ended('ended_by_operator')] });
  await untilHeld(id);
  await handle(id).cancel();
  await expect(result(id)).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(asked.get(id)).toEqual(['reserve', 'release ended_by_operator']);
  await record('cancelled', handle(id));
});

test('cancelled after an accepted checkout, the workflow still sells the tickets', async () => {
  const id = await start({ reserve: [held()], release: [accepted], sell: [sold] });
  await untilHeld(id);
  await handle(id).cancel();
  await expect(result(id)).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(asked.get(id)).toEqual(['reserve', 'release ended_by_operator', 'sell']);
});

test('cancelled during the reservation, the workflow releases what it may have taken', async () => {
  const steps = new EventEmitter();
  const entered = once(steps, 'entered');
  const slow = async () => {
    const cancelled = once(steps, 'cancelled');
    steps.emit('entered');
    await cancelled;
    return held();
  };
  const id = await start({ reserve: [slow], release: [ended('ended_by_operator')] });
  await entered;
  await handle(id).cancel();
  steps.emit('cancelled');
  await expect(result(id)).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(asked.get(id)).toEqual(['reserve', 'release ended_by_operator']);
});

test('signals with bad input and unknown signals fail no task', async () => {
  const id = await start({ reserve: [held()], sell: [sold] });
  await untilHeld(id);
  await handle(id).signal('nonsense', { a: 1 });
  await handle(id).signal('checkout', 'x', { y: [null] });
  expect(await result(id)).toEqual(sold);
  expect((await events(id)).some((event) => event.workflowTaskFailedEventAttributes)).toBe(false);
});
