import { randomUUID } from 'node:crypto';
import type { Progress } from '../concurrency/in-batches';
import { forgetListed, noteListed, readCaptured, readSucceeded, type Reached } from '../db/compare-payments';
import { openTaskOnce } from '../db/payments';
import type { PaymentDifference, ReconciledPayments, TimeSpan } from '../domain/payment-difference';
import { createCompareListed } from './compare-listed';
import { createCompareOwn } from './compare-own';
import type { PaymentDependencies } from './dependencies';
import type { ProviderRecord } from './provider';

/** How many of the provider's objects, or of our rows, are compared at a time. */
const PAGE = 500;

/** How many differences a result has in full. Each has a task, too. */
const MOST_DIFFERENCES = 1_000;

/**
 * The provider makes an object later than we make our row, by as long as the buyer takes to pay, and its clock may be
 * behind; in milliseconds.
 */
const LATER_MS = 86_400_000;
const BEHIND_MS = 3_600_000;

const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Compares the provider's payments, refunds and disputes of a time with our rows and the ledger, by id, amount and
 * currency, both ways. Each difference becomes an operator's task, once. Nothing is paid or given back here; but what
 * the provider knows better is asked for, and disputes are recorded.
 *
 * It takes the same memory however many there are. Run again, or twice at once, it changes nothing more.
 * @throws {ProviderUnavailable} where the provider doesn't answer.
 */
export function createReconcilePayments(deps: Pick<PaymentDependencies, 'db' | 'provider'>) {
  const { db, provider } = deps;
  return async ({ from, until }: TimeSpan, progress: Progress = {}): Promise<ReconciledPayments> => {
    const run = randomUUID();
    const result: ReconciledPayments = {
      ...{ from, until, payments: 0, refunds: 0, disputes: 0 },
      ...{ counts: {}, differences: [] },
    };
    const found = async (differences: PaymentDifference[]) => {
      for (const difference of differences) await add(difference);
      progress.signal?.throwIfAborted();
      progress.onBatch?.(result.payments + result.refunds + result.disputes);
    };
    async function add(difference: PaymentDifference): Promise<void> {
      const { kind, subject, eventId, preOrderId, attemptId, refundId, ours, theirs } = difference;
      result.counts[kind] = (result.counts[kind] ?? 0) + 1;
      if (result.differences.length < MOST_DIFFERENCES) result.differences.push(difference);
      // A dispute has a kind of task of its own, which webhooks open, too.
      const task = kind === 'dispute' ? 'dispute' : 'reconciliation';
      const about = { ...(eventId && { eventId }), ...(preOrderId && { preOrderId }) };
      const detail = { difference: kind, attemptId, refundId, ours, theirs };
      await openTaskOnce(db, { kind: task, subject, ...about, detail });
    }

    const compareListed = createCompareListed(deps, { from, until });
    const compareOwn = createCompareOwn(deps);
    try {
      const listed = provider.list(new Date(+from - BEHIND_MS), new Date(+until + LATER_MS));
      for await (const page of pagesOf(listed)) {
        const [payments, refunds, disputes] = [
          of(page, 'payment'),
          of(page, 'refund'),
          of(page, 'dispute'),
        ] as const;
        await noteListed(
          db,
          run,
          'payment',
          payments.map(({ providerId }) => providerId),
        );
        await noteListed(
          db,
          run,
          'refund',
          refunds.map(({ providerId }) => providerId),
        );
        result.payments += payments.length;
        result.refunds += refunds.length;
        result.disputes += disputes.length;
        await found(await compareListed.payments(payments));
        await found(await compareListed.refunds(refunds));
        await found(await compareListed.disputes(disputes));
      }
      const span = (after: Reached) => ({ run, until, after, limit: PAGE });
      const start: Reached = { madeAt: from.toISOString(), id: NO_ID };
      for (let page, after = start; (page = await readCaptured(db, span(after))).length > 0;) {
        await found(await compareOwn.payments(page.filter(({ listed }) => !listed)));
        const last = page.at(-1);
        if (last) after = { madeAt: last.madeAt, id: last.attemptId };
      }
      for (let page, after = start; (page = await readSucceeded(db, span(after))).length > 0;) {
        await found(await compareOwn.refunds(page.filter(({ listed }) => !listed)));
        const last = page.at(-1);
        if (last) after = { madeAt: last.madeAt, id: last.refundId };
      }
    } finally {
      await forgetListed(db, run);
    }
    return result;
  };
}

const of = (page: ProviderRecord[], kind: ProviderRecord['kind']) =>
  page.filter((record) => record.kind === kind);

async function* pagesOf(records: AsyncIterable<ProviderRecord>): AsyncIterable<ProviderRecord[]> {
  let page: ProviderRecord[] = [];
  for await (const record of records) {
    page.push(record);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
