/** What happened to the money of an order, in words: each attempt to pay it, and each refund. */
import { readAttempts, type AttemptRecord } from '../db/payment-story';
import { readRefundsOf, type Refund } from '../db/refunds';
import type { Database } from '../db/database';
import { moneyText, type Language } from '../domain/money';
import type { HistoryEntry } from './history-entry';
import { HISTORY_WORDS } from './history-words';

export async function readMoneyHistory(
  db: Database,
  preOrderId: string,
  language: Language,
): Promise<HistoryEntry[]> {
  const attempts = await readAttempts(db, preOrderId);
  const refunds = await readRefundsOf(db, preOrderId);
  return [
    ...attempts.flatMap((one) => ofAttempt(one, language)),
    ...refunds.flatMap((one) => ofRefund(one, language)),
  ];
}

function ofAttempt(attempt: AttemptRecord, language: Language): HistoryEntry[] {
  const words = HISTORY_WORDS[language];
  const { status, method, amountCents, currency, declineReason, mismatch, createdAt, endedAt } = attempt;
  const amount = moneyText(amountCents, currency, language);
  const how = words.methods[method];
  const reason = declineReason ?? '?';
  const made: [string, string] = ['payment_made', words.paymentMade(amount, how)];
  const ends: Partial<Record<string, [what: string, detail: string]>> = {
    ...{ authorized: made, paid: made },
    declined: [
      'payment_declined',
      words.paymentDeclined(words.declineReasons[reason] ?? words.declinedOtherwise(reason)),
    ],
    cancelled: ['payment_cancelled', words.paymentCancelled],
    expired: ['payment_expired', words.paymentExpired],
  };
  const [what, detail] =
    (mismatch === null ? ends[status] : ['payment_mismatch', words.paymentMismatch]) ?? [];
  return [
    { at: createdAt, what: 'payment_begun', detail: words.paymentBegun(attempt.attempt, amount, how) },
    ...(endedAt && what && detail ? [{ at: endedAt, what, detail }] : []),
  ];
}

function ofRefund({ amountCents, currency, cause, status, createdAt, endedAt }: Refund, language: Language) {
  const words = HISTORY_WORDS[language];
  const amount = moneyText(amountCents, currency, language);
  const begun = {
    ...{ at: createdAt, what: 'refund_begun' },
    detail: words.refundBegun(amount, words.refundCauses[cause]),
  };
  if (!endedAt) return [begun];
  const detail = status === 'failed' ? words.refundFailed(amount) : words.refundSucceeded(amount);
  return [begun, { at: endedAt, what: `refund_${status}`, detail }];
}
