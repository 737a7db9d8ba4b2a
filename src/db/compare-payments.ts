/** Our side of what a provider lists: payments with what the ledger has of them, and refunds. */
import type { AttemptStatus, PaymentMethod } from '../domain/payment';
import type { Database } from './database';
import type { RefundStatus } from './refunds';

/** A payment as our rows and the ledger have it. */
export interface OwnPayment {
  attemptId: string;
  status: AttemptStatus;
  method: PaymentMethod;
  providerId: string | null;
  intentId: string | null;
  preOrderId: string;
  eventId: string;
  /** What our row says was taken, and what the ledger has of it. */
  capturedCents: number;
  bookedCents: number;
  currency: string;
  /** Whether the provider is being asked about it. */
  beingAsked: boolean;
  /** When the attempt was made, by the database's clock to the microsecond. */
  madeAt: string;
}

/** A refund as our rows and the ledger have it. */
export interface OwnRefund {
  refundId: string;
  attemptId: string;
  status: RefundStatus;
  providerId: string | null;
  intentId: string | null;
  preOrderId: string;
  eventId: string;
  amountCents: number;
  /** What the ledger has of it: 0 until it has succeeded. */
  bookedCents: number;
  currency: string;
  madeAt: string;
}

// Subqueries where one could join: a join may read a whole table (src/db/database.ts).
const PAYMENT = `SELECT a.id AS "attemptId", a.status, a.method, a.provider_id AS "providerId",
    a.intent_id AS "intentId", a.pre_order_id AS "preOrderId", 
    (SELECT p.event_id FROM pre_order p WHERE p.id = a.pre_order_id) AS "eventId",
    a.captured_cents AS "capturedCents", a.currency, a.created_at::text AS "madeAt",
    a.check_at IS NOT NULL AS "beingAsked", (SELECT coalesce(sum(l.amount_cents), 0) FROM ledger l
     WHERE l.pre_order_id = a.pre_order_id AND l.attempt_id = a.id
       AND l.account = 'provider' AND l.what = 'paid')::bigint AS "bookedCents"`;

const REFUND = `SELECT r.id AS "refundId", r.attempt_id AS "attemptId", r.status, r.provider_id AS "providerId",
    (SELECT a.intent_id FROM payment_attempt a WHERE a.id = r.attempt_id) AS "intentId",
    r.pre_order_id AS "preOrderId", r.event_id AS "eventId",
    r.amount_cents AS "amountCents", r.currency, r.created_at::text AS "madeAt",
    (SELECT coalesce(-sum(l.amount_cents), 0) FROM ledger l
     WHERE l.pre_order_id = r.pre_order_id AND l.refund_id = r.id
       AND l.account = 'provider' AND l.what = 'refunded')::bigint AS "bookedCents"`;

/** Names of a provider's object: its id, and ours where its metadata has one. */
export interface Named {
  id: string;
  ownId: string | null;
}

/** @returns the payments that these intents are about, by the intent's id. */
export async function findPayments(db: Database, intents: Named[]): Promise<Map<string, OwnPayment>> {
  // An attempt that hasn't heard of its intent yet is found by its own id. One that has another intent isn't it.
  const text = `${PAYMENT}, i.id AS "listedId"
    FROM unnest($1::text[], $2::uuid[]) AS i (id, own_id)
    JOIN payment_attempt a ON a.intent_id = i.id OR a.id = i.own_id AND a.intent_id IS NULL`;
  return byListedId(await db.query<OwnPayment & Listed>({ name: 'find_payments', text }, named(intents)));
}

/** @returns the refunds that these refunds of the provider are, by the provider's id. */
export async function findRefunds(db: Database, refunds: Named[]): Promise<Map<string, OwnRefund>> {
  const text = `${REFUND}, i.id AS "listedId"
    FROM unnest($1::text[], $2::uuid[]) AS i (id, own_id)
    JOIN refund r ON r.provider_id = i.id OR r.id = i.own_id AND r.provider_id IS NULL`;
  return byListedId(await db.query<OwnRefund & Listed>({ name: 'find_refunds', text }, named(refunds)));
}

interface Listed {
  listedId: string;
}

const named = (all: Named[]) => [all.map(({ id }) => id), all.map(({ ownId }) => ownId)];

const byListedId = <T extends Listed>(rows: T[]) => new Map(rows.map((row) => [row.listedId, row]));

/** What the ledger alone still has of attempts or refunds whose order was removed. */
export interface Booked {
  id: string;
  eventId: string;
  preOrderId: string;
  cents: number;
  currency: string;
}

/** @param since nothing that was booked before is looked at. */
export async function findBooked(
  db: Database,
  kind: 'payment' | 'refund',
  ids: string[],
  since: Date,
): Promise<Map<string, Booked>> {
  const [table, what] = kind === 'payment' ? ['payment_attempt', 'paid'] : ['refund', 'refunded'];
  const id = kind === 'payment' ? 'attempt_id' : 'refund_id';
  const text = `SELECT l.${id} AS id, l.event_id AS "eventId", l.pre_order_id AS "preOrderId", l.currency,
      abs(sum(l.amount_cents))::bigint AS cents
    FROM ledger l WHERE l.at >= $2 AND l.${id} = ANY ($1) AND l.account = 'provider' AND l.what = '${what}'
      AND NOT EXISTS (SELECT FROM ${table} o WHERE o.id = l.${id})
    GROUP BY 1, 2, 3, 4`;
  const rows = await db.query<Booked>({ name: `booked_${kind}`, text }, [ids, since]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Notes what the provider's list had. */
export async function noteListed(
  db: Database,
  run: string,
  kind: 'payment' | 'refund',
  ids: string[],
): Promise<void> {
  const text = `INSERT INTO listed_by_provider (run, kind, id) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING`;
  await db.query({ name: 'note_listed', text }, [run, kind, ids]);
}

/** Removes the rows of a run, and those of runs that were killed. */
export async function forgetListed(db: Database, run: string): Promise<void> {
  const text = `DELETE FROM listed_by_provider WHERE run = $1 OR listed_at < now() - interval '1 day'`;
  await db.transaction((tx) => tx.query(text, [run]), 60_000);
}

/** Where a page of our rows ends. */
export interface Reached {
  madeAt: string;
  id: string;
}

/** Which part of our rows is compared: those that were made in a time, after the last page. */
export interface Span {
  run: string;
  until: Date;
  after: Reached;
  limit: number;
}

/** Our payments of a span, in order; `listed` says whether the provider's list had them. */
export async function readCaptured(db: Database, span: Span): Promise<(OwnPayment & { listed: boolean })[]> {
  const text = `${PAYMENT}, EXISTS (SELECT FROM listed_by_provider s
      WHERE s.run = $1 AND s.kind = 'payment' AND s.id = a.intent_id) AS listed
    FROM payment_attempt a
    WHERE a.captured_cents > 0 AND a.created_at < $2 AND (a.created_at, a.id) > ($3, $4)
    ORDER BY a.created_at, a.id LIMIT $5`;
  return db.query({ name: 'captured_in', text }, valuesOf(span));
}

/** Our refunds of a span that have succeeded, in order. */
export async function readSucceeded(db: Database, span: Span): Promise<(OwnRefund & { listed: boolean })[]> {
  const text = `${REFUND}, EXISTS (SELECT FROM listed_by_provider s
      WHERE s.run = $1 AND s.kind = 'refund' AND s.id = r.provider_id) AS listed
    FROM refund r
    WHERE r.status = 'succeeded' AND r.created_at < $2 AND (r.created_at, r.id) > ($3, $4)
    ORDER BY r.created_at, r.id LIMIT $5`;
  return db.query({ name: 'succeeded_in', text }, valuesOf(span));
}

const valuesOf = ({ run, until, after, limit }: Span) => [run, until, after.madeAt, after.id, limit];
