/** What the provider lists, and what we have of it. */
import { findBooked, findPayments, findRefunds, type Booked } from '../db/compare-payments';
import { findDisputes, recordDispute } from '../db/disputes';
import { addSecondPayment, checkPaymentsNow, readIntents } from '../db/payments';
import type { DifferenceKind, PaymentDifference, TimeSpan } from '../domain/payment-difference';
import type { PaymentDependencies } from './dependencies';
import { about, amountsOf } from './difference';
import { learnFailedRefund } from './learn-refund';
import { ourId } from './our-id';
import type { ProviderRecord } from './provider';

/** For how long before the provider made an object the ledger is searched for it, in milliseconds. */
const BOOKED_SINCE_MS = 2 * 86_400_000;

export function createCompareListed(
  deps: Pick<PaymentDependencies, 'db' | 'provider'>,
  { from, until }: TimeSpan,
) {
  const { db } = deps;
  const since = new Date(+from - BOOKED_SINCE_MS);
  /** What nobody knows counts in the time that was asked for, and not in its margins. */
  const counts = ({ createdAt }: ProviderRecord) => createdAt >= from && createdAt < until;
  const theirs = (record: ProviderRecord) => ({ theirs: amountsOf(record) });

  /** Those that we don't know: their order was removed since and only the ledger has them, or they are foreign. */
  async function unknown(
    kind: 'payment' | 'refund',
    records: ProviderRecord[],
  ): Promise<PaymentDifference[]> {
    const idOf = (record: ProviderRecord) => ourId(kind === 'payment' ? record.attemptId : record.refundId);
    const ids = records.flatMap((record) => idOf(record) ?? []);
    const booked = ids.length > 0 ? await findBooked(db, kind, ids, since) : new Map<string, Booked>();
    return records.flatMap((record): PaymentDifference[] => {
      const id = idOf(record);
      const ours = id === null ? undefined : booked.get(id);
      const { providerId: subject } = record;
      if (!ours)
        return counts(record)
          ? [{ kind: kind === 'payment' ? 'foreign_payment' : 'foreign_refund', subject, ...theirs(record) }]
          : [];
      const differs = differenceOf(kind, record, ours.cents, ours.currency);
      if (!differs) return [];
      const { eventId, preOrderId, cents: amountCents, currency } = ours;
      return [
        { kind: differs, subject, eventId, preOrderId, ours: { amountCents, currency }, ...theirs(record) },
      ];
    });
  }

  /** Money that came twice for an attempt is given back. */
  async function giveBackSeconds(records: ProviderRecord[]): Promise<void> {
    const named = records.filter(({ attemptId }) => ourId(attemptId) !== null);
    const intents = await readIntents(
      db,
      named.map(({ attemptId }) => attemptId as string),
    );
    for (const { attemptId = '', providerId } of named)
      if (intents.has(attemptId)) await addSecondPayment(db, attemptId, providerId);
  }

  return {
    async payments(records: ProviderRecord[]): Promise<PaymentDifference[]> {
      const known = await findPayments(
        db,
        records.map((one) => ({ id: one.providerId, ownId: ourId(one.attemptId) })),
      );
      const strangers = records.filter(({ providerId }) => !known.has(providerId));
      const differences = await unknown('payment', strangers);
      await giveBackSeconds(strangers);
      for (const record of records) {
        const ours = known.get(record.providerId);
        // What is on its way will be known soon.
        if (!ours || (ours.beingAsked && ours.status !== 'paid')) continue;
        const kind =
          differenceOf('payment', record, ours.bookedCents, ours.currency) ??
          differenceOf('payment', record, ours.capturedCents, ours.currency);
        if (!kind) continue;
        const { bookedCents: amountCents, currency, status } = ours;
        differences.push({
          ...{ kind, subject: record.providerId, ...about(ours), ...theirs(record) },
          ours: { amountCents, currency, status },
        });
        // Money that came for an attempt that was over: it is sold for, or given back.
        if (ours.bookedCents === 0) await checkPaymentsNow(db, [ours.attemptId], true);
      }
      return differences;
    },

    async refunds(records: ProviderRecord[]): Promise<PaymentDifference[]> {
      const known = await findRefunds(
        db,
        records.map((one) => ({ id: one.providerId, ownId: ourId(one.refundId) })),
      );
      const moved = (record: ProviderRecord) => record.status !== 'failed';
      const differences = await unknown(
        'refund',
        records.filter((record) => moved(record) && !known.has(record.providerId)),
      );
      for (const record of records) {
        const ours = known.get(record.providerId);
        if (!ours) continue;
        const { amountCents, bookedCents, currency, status } = ours;
        const differs: DifferenceKind | undefined =
          moved(record) && status === 'failed'
            ? 'foreign_refund'
            : !moved(record) && status === 'succeeded'
              ? 'missing_refund'
              : (differenceOf('refund', record, amountCents, currency) ??
                (status === 'succeeded' ? differenceOf('refund', record, bookedCents, currency) : undefined));
        if (!differs) continue;
        differences.push({
          ...{ kind: differs, subject: record.providerId, ...about(ours), ...theirs(record) },
          ours: { amountCents, currency, status },
        });
        if (differs === 'missing_refund') await learnFailedRefund(deps, ours);
      }
      return differences;
    },

    /** Those that are open, or that no webhook told of. */
    async disputes(records: ProviderRecord[]): Promise<PaymentDifference[]> {
      const known = await findDisputes(
        db,
        records.map(({ providerId }) => providerId),
      );
      const payments = await findPayments(
        db,
        records.map(({ intentId, attemptId }) => ({ id: intentId ?? '', ownId: ourId(attemptId) })),
      );
      const differences: PaymentDifference[] = [];
      for (const record of records) {
        const { providerId, intentId = '', status, amountCents, currency, reason = 'unknown' } = record;
        const ours = payments.get(intentId);
        const facts = { providerId, status, amountCents, currency, reason };
        // Again it changes nothing; after a new status it does.
        if (ours) await recordDispute(db, ours.attemptId, facts);
        const before = known.get(providerId);
        const isOpen = !OVER.includes(status);
        if (!isOpen && before !== undefined) continue;
        if (!ours && !counts(record)) continue;
        differences.push({
          ...{ kind: 'dispute', subject: providerId, ...(ours && about(ours)), ...theirs(record) },
          ...(before !== undefined && { ours: { amountCents, currency, status: before } }),
        });
      }
      return differences;
    },
  };
}

/** Dispute statuses that end one, as record_dispute.sql has them. */
const OVER = ['won', 'lost', 'warning_closed'];

function differenceOf(
  kind: 'payment' | 'refund',
  record: ProviderRecord,
  cents: number,
  currency: string,
): DifferenceKind | undefined {
  if (record.currency !== currency) return 'currency_differs';
  if (record.amountCents === cents) return undefined;
  return kind === 'payment' ? 'amount_differs' : 'refund_amount_differs';
}
