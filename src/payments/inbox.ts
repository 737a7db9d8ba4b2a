import { Batcher } from '../concurrency/batcher';
import { onDemand } from '../concurrency/on-demand';
import { poll } from '../concurrency/poller';
import { recordDispute } from '../db/disputes';
import { addSecondPayment, checkPaymentsNow, readIntents } from '../db/payments';
import {
  claimEvents,
  keepEvents,
  postponeEvents,
  settleEvents,
  type DueEvent,
  type InboxEvent,
} from '../db/webhook-inbox';
import type { RefundStatus } from '../db/refunds';
import { Unavailable } from '../domain/unavailable';
import type { PaymentDependencies } from './dependencies';
import { ourId } from './our-id';
import type { ProviderEvent } from './provider';

const POLL_MS = 1_000;
const AT_ONCE = 200;
const LEASE_SECONDS = 30;

/** The attempts that these events are about. */
const ids = (events: DueEvent[]) => [
  ...new Set(events.map(({ knownAttemptId }) => knownAttemptId as string)),
];

/** Events that may bring money to an attempt that was over. */
const BRINGS_MONEY =
  /^(payment_intent\.(succeeded|amount_capturable_updated)|checkout\.session\.(completed|async_payment_succeeded))$/;

/**
 * Keeps what the provider sends, and has what it is about asked for. An event carries no truth: repeated, late, or in
 * another order it only makes us ask once more. One that is about nothing we know (yet) is looked at again for three days.
 * @param check asks the provider about the payments that are due.
 * @param checkRefund asks it about a refund that was over.
 */
export function createInbox(
  { db, signals, onError }: PaymentDependencies,
  check: () => Promise<void>,
  checkRefund: (refundId: string) => Promise<void>,
) {
  const keep = new Batcher<InboxEvent, undefined>({
    async run(events) {
      await keepEvents(db, events);
      return events.map(() => undefined);
    },
    isOutage: (error) => error instanceof Unavailable,
    onBatch: () => undefined,
  });
  const poke = onDemand(async () => {
    const due = await claimEvents(db, AT_ONCE, LEASE_SECONDS);
    if (due.length > 0) await handle(due);
    return due.length === AT_ONCE;
  });

  async function handle(due: DueEvent[]): Promise<void> {
    const disputes = due.filter(({ detail, knownAttemptId }) => 'providerId' in detail && knownAttemptId);
    for (const { knownAttemptId, detail } of disputes)
      await recordDispute(db, knownAttemptId as string, detail);
    await handleRefunds(due.filter(({ knownRefundId }) => knownRefundId));
    const ofPayments = due.filter(({ knownAttemptId, knownRefundId }) => knownAttemptId && !knownRefundId);
    const ofMoney = ofPayments.filter(({ type }) => BRINGS_MONEY.test(type));
    if (ofPayments.length > 0) await checkPaymentsNow(db, ids(ofPayments), false);
    if (ofMoney.length > 0) await checkPaymentsNow(db, ids(ofMoney), true);
    if (ofPayments.length > 0) await check();
    const undecided = ofMoney.length > 0 ? await addSecondPayments(ofMoney) : [];
    const known = due.filter((one) => (one.knownAttemptId ?? one.knownRefundId) && !undecided.includes(one));
    const others = due.filter((one) => !known.includes(one));
    const idsOf = (events: DueEvent[]) => events.map(({ id }) => id);
    if (known.length > 0) await settleEvents(db, idsOf(known));
    if (others.length > 0) await postponeEvents(db, idsOf(others));
  }

  /**
   * Money that an attempt doesn't know of is given back.
   * @returns the events for which it can't be said yet: what pays their attempt isn't known.
   */
  async function addSecondPayments(events: DueEvent[]): Promise<DueEvent[]> {
    const intents = await readIntents(db, ids(events));
    const intentOf = ({ knownAttemptId }: DueEvent) => intents.get(knownAttemptId as string);
    const others = events.filter((one) => ![one.intentId, undefined].includes(intentOf(one)));
    for (const { knownAttemptId, intentId } of others)
      if (intentId !== null) await addSecondPayment(db, knownAttemptId as string, intentId);
    if (others.length > 0) await check();
    return events.filter((one) => intentOf(one) === undefined);
  }

  async function handleRefunds(due: DueEvent[]): Promise<void> {
    // The process that asked for a refund learns from the answer that it has begun.
    const news = due.filter(({ type }) => type !== 'refund.created');
    const idsOf = (status: RefundStatus) => [
      ...new Set(news.flatMap((one) => (one.refundStatus === status ? (one.knownRefundId ?? []) : []))),
    ];
    for (const id of idsOf('pending')) await signals.refund(id);
    // A bank may return a refund days after it has succeeded.
    for (const id of idsOf('succeeded')) await checkRefund(id);
  }

  return {
    /** Resolves once it is written down; it is handled afterwards. */
    async receive(event: ProviderEvent): Promise<void> {
      await keep.add(toKeep(event));
      poke().catch(onError);
    },
    start: () => poll(POLL_MS, poke, onError),
  };
}

function toKeep({
  id,
  type,
  createdAt,
  objectId,
  intentId,
  attemptId,
  refundId,
  dispute,
}: ProviderEvent): InboxEvent {
  return {
    ...{ id, type, createdAt, objectId, intentId: intentId ?? null },
    ...{ attemptId: ourId(attemptId), refundId: ourId(refundId), detail: { ...dispute } },
  };
}
