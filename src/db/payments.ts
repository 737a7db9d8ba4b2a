import type { AttemptStatus, PaymentMethod } from '../domain/payment';
import type { EndReason, PreOrderRequest } from '../domain/pre-order';
import type { Database } from './database';

/** An attempt to pay, as the use cases of payments need it. */
export interface Attempt {
  id: string;
  preOrderId: string;
  eventId: string;
  method: PaymentMethod;
  status: AttemptStatus;
  amountCents: number;
  currency: string;
  returnUrl: string;
  description: string;
  payUntil: Date;
  createdAt: Date;
  /** The provider's object, once it has confirmed that there is one. */
  providerId: string | null;
  intentId: string | null;
  capturedCents: number;
}

const ATTEMPT = `SELECT a.id, a.pre_order_id AS "preOrderId", p.event_id AS "eventId", a.method, a.status,
    a.amount_cents AS "amountCents", a.currency, a.return_url AS "returnUrl", a.description,
    a.pay_until AS "payUntil", a.created_at AS "createdAt", a.provider_id AS "providerId", a.intent_id AS "intentId",
    a.captured_cents AS "capturedCents"
  FROM payment_attempt a JOIN pre_order p ON p.id = a.pre_order_id`;

/** Undefined where there is no such attempt. */
export async function readAttempt(db: Database, id: string): Promise<Attempt | undefined> {
  const [attempt] = await db.query<Attempt>({ name: 'attempt', text: `${ATTEMPT} WHERE a.id = $1` }, [id]);
  return attempt;
}

export interface PaymentToBegin {
  preOrderId: string;
  attemptId: string;
  method: PaymentMethod;
  returnUrl: string;
  description: string;
  /** How much longer than the hold the payment may take, in seconds. */
  graceSeconds: number;
  mostAttempts: number;
  /** How long this process has to open it, in seconds. */
  leaseSeconds: number;
}

export interface Begun {
  outcome: 'begun' | 'open' | 'other_method' | 'too_many_attempts' | 'nothing_to_pay' | 'not_held';
  /** The attempt in flight. */
  attempt: string | null;
}

/** Begins an attempt, if the tickets are held and none is in flight. */
export async function beginPayment(db: Database, begin: PaymentToBegin): Promise<Begun> {
  const text = 'SELECT outcome, attempt FROM begin_payment($1, $2, $3, $4, $5, $6, $7, $8)';
  const [begun] = await db.query<Begun>({ name: 'begin_payment', text }, [
    begin.preOrderId,
    begin.attemptId,
    begin.method,
    begin.returnUrl,
    begin.description,
    begin.graceSeconds,
    begin.mostAttempts,
    begin.leaseSeconds,
  ]);
  return begun as Begun;
}

/** What the provider says of an attempt. */
export interface PaymentFacts {
  attemptId: string;
  status: AttemptStatus;
  providerId?: string | undefined;
  intentId?: string | undefined;
  capturedCents: number;
  payUrl?: string | undefined;
  pix?: { text: string; expiresAt: Date } | undefined;
  declineReason?: string | undefined;
  /** How the provider's object differs from the attempt; nothing is sold for it then. */
  mismatch?: string | undefined;
  /** Why the pre-order ends if the attempt ends without money; without it, it goes back to the hold. */
  endReason?: EndReason | undefined;
}

/** What follows from what was recorded (record_payment.sql). */
export interface Recorded {
  next: 'sell' | 'look' | 'settle' | 'nothing';
  preOrderId: string | null;
}

/** @param leaseSeconds how long this process has to signal an accepted payment, in seconds. */
export async function recordPayment(
  db: Database,
  facts: PaymentFacts,
  leaseSeconds: number,
): Promise<Recorded> {
  const text = `SELECT next, "preOrderId" FROM record_payment($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
  const [recorded] = await db.query<Recorded>({ name: 'record_payment', text }, [
    facts.attemptId,
    facts.status,
    facts.providerId,
    facts.intentId,
    facts.capturedCents,
    facts.payUrl,
    facts.pix?.text,
    facts.pix?.expiresAt,
    facts.declineReason,
    facts.mismatch,
    facts.endReason,
    leaseSeconds,
  ]);
  return recorded as Recorded;
}

/** Releases the tickets of a payment whose provider doesn't answer. */
export async function abandonPayment(db: Database, preOrderId: string, reason: EndReason): Promise<void> {
  await db.query({ name: 'abandon_payment', text: 'SELECT abandon_payment($1, $2)' }, [preOrderId, reason]);
}

export interface Settlement {
  outcome: 'sold' | 'void' | 'refund' | 'waiting' | 'wanted' | 'settled';
  refund: string | null;
}

/** Decides what becomes of an attempt that outlived its pre-order (settle_payment.sql). */
export async function settlePayment(db: Database, attemptId: string): Promise<Settlement> {
  const text = 'SELECT outcome, refund FROM settle_payment($1)';
  const [settlement] = await db.query<Settlement>({ name: 'settle_payment', text }, [attemptId]);
  return settlement as Settlement;
}

/** An attempt whose provider is to be asked. */
export interface DuePayment extends PreOrderRequest {
  id: string;
  /** Whether the provider has confirmed that it is open. */
  opened: boolean;
  /** Whether its pre-order waits for it. */
  wanted: boolean;
  /** Whether it is sold and its money isn't taken yet. */
  uncaptured: boolean;
  /** How long its time to be paid has been over, in seconds. */
  overSeconds: number;
}

/** Gives the caller the attempts that are due, for so many seconds. */
export async function claimPaymentsDue(
  db: Database,
  limit: number,
  leaseSeconds: number,
): Promise<DuePayment[]> {
  const text = `SELECT id, pre_order_id AS "preOrderId", event_id AS "eventId", buyer_id AS "buyerId", items, opened, wanted,
      uncaptured, over_seconds AS "overSeconds"
    FROM claim_payments_due($1, $2)`;
  return db.query<DuePayment>({ name: 'payments_due', text }, [limit, leaseSeconds]);
}

/** The provider is asked about these attempts at once; with `overToo`, also about those that ended without money. */
export async function checkPaymentsNow(db: Database, ids: string[], overToo: boolean): Promise<void> {
  const text = `UPDATE payment_attempt SET check_at = now(), checks = 0
    WHERE id = ANY ($1) AND (check_at IS NOT NULL OR $2 AND status IN ('declined', 'cancelled', 'expired'))`;
  await db.query({ name: 'check_now', text }, [ids, overToo]);
}

/** The provider's objects that these attempts are booked on, of those that have one. */
export async function readIntents(db: Database, ids: string[]): Promise<Map<string, string>> {
  const text =
    'SELECT id, intent_id AS "intentId" FROM payment_attempt WHERE id = ANY ($1) AND intent_id IS NOT NULL';
  const rows = await db.query<{ id: string; intentId: string }>({ name: 'intents', text }, [ids]);
  return new Map(rows.map(({ id, intentId }) => [id, intentId]));
}

/** The provider took money for an attempt that another of its payments has paid (add_second_payment.sql). */
export async function addSecondPayment(db: Database, attemptId: string, intentId: string): Promise<void> {
  const text = 'SELECT add_second_payment($1, $2)';
  await db.query({ name: 'second_payment', text }, [attemptId, intentId]);
}

/** Something needs a person: once, until the task is done. */
export async function openTask(
  db: Database,
  task: { kind: string; subject: string; eventId?: string; preOrderId?: string; detail?: object },
): Promise<void> {
  await db.query({ name: 'open_task', text: 'SELECT open_task($1, $2, $3, $4, $5)' }, [
    task.kind,
    task.subject,
    task.eventId,
    task.preOrderId,
    JSON.stringify(task.detail ?? {}),
  ]);
}

/** Something needs a person: once for ever, however often it is found, and whether or not somebody did it. */
export async function openTaskOnce(db: Database, task: Parameters<typeof openTask>[1]): Promise<void> {
  const text = `SELECT FROM operator_task WHERE subject = $1 AND kind = $2 LIMIT 1`;
  const known = await db.query({ name: 'known_task', text }, [task.subject, task.kind]);
  if (known.length === 0) await openTask(db, task);
}
