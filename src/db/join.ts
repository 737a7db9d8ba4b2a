import type { EventStatus } from '../domain/event';
import type { PreOrder, PreOrderRequest } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { Database } from './database';
import { present } from './rows';

/** A request for tickets. */
export interface JoinRequest extends PreOrderRequest {
  /** The same buyer asking again with the same key gets the same pre-order. */
  idempotencyKey?: string | undefined;
}

export type JoinResult =
  /** Stock is set aside. */
  | { outcome: 'called'; preOrder: PreOrder }
  /** Others are ahead of it, or it is an entry in a draw. */
  | { outcome: 'in_line'; preOrder: PreOrder }
  /** It was asked for before, by this id or with this key. */
  | { outcome: 'known'; preOrderId: string }
  /** The buyer is just turning out to be another one; ask again after {@link awaitMerge}. */
  | { outcome: 'merging' }
  | { outcome: 'refused'; refusal: Refusal };

export interface JoinOptions {
  /** These workflows already run, so they are called or refused and never wait in line. All called are leased. */
  direct?: boolean;
  /** How many of the called are leased to the caller, in order. */
  leases: number;
  leaseSeconds: number;
}

interface JoinRow extends Pick<PreOrder, 'items' | 'totalCents' | 'currency' | 'askedAt'> {
  outcome: 'called' | 'in_line' | 'known' | 'merging' | Refusal['code'];
  preOrderId: string;
  place: number | null;
  ahead: number | null;
  /** `onSaleAt` in milliseconds since 1970: as text, a time would depend on the zone of the connection. */
  detail: { eventStatus?: EventStatus; onSaleAt?: number } | null;
}

const JOIN = `
  SELECT outcome, pre_order_id AS "preOrderId", place, ahead, items, total_cents AS "totalCents", currency,
    at AS "askedAt", detail
  FROM join_line($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ORDER BY ord`;

/**
 * Gives each request a place and calls those for which there is stock, in order, in one statement.
 * @param requests all for one event, each buyer at most once.
 */
export async function joinLine(
  db: Database,
  requests: JoinRequest[],
  { direct = false, leases, leaseSeconds }: JoinOptions,
): Promise<JoinResult[]> {
  const items = requests.flatMap((request, i) => request.items.map((item) => ({ of: i + 1, ...item })));
  const rows = await db.query<JoinRow>({ name: 'join', text: JOIN }, [
    requests[0]?.eventId,
    requests.map((one) => one.preOrderId),
    requests.map((one) => one.buyerId),
    requests.map((one) => one.idempotencyKey ?? null),
    direct,
    items.map((one) => one.of),
    items.map((one) => one.ticketType),
    items.map((one) => one.quantity),
    leases,
    leaseSeconds,
  ]);
  return rows.map((row, i) => toResult(requests[i] as JoinRequest, row));
}

/** Waits until no merge of this buyer is under way. */
export async function awaitMerge(db: Database, buyerId: string): Promise<void> {
  const text = 'SELECT FROM pg_advisory_xact_lock_shared(uuid_hash_extended($1, 0))';
  await db.query({ name: 'await_merge', text }, [buyerId]);
}

function toResult({ preOrderId: id, eventId, buyerId }: JoinRequest, row: JoinRow): JoinResult {
  const { outcome, preOrderId, place, ahead, detail, ...recorded } = row;
  if (outcome === 'known') return { outcome, preOrderId };
  if (outcome === 'merging') return { outcome };
  if (outcome !== 'called' && outcome !== 'in_line')
    return { outcome: 'refused', refusal: new Refusal(toReason(outcome, detail ?? {})) };
  const { askedAt } = recorded;
  const preOrder: PreOrder = {
    ...{ id, eventId, buyerId, status: outcome, ...recorded, tickets: [], serverTime: askedAt },
    ...present({ place, calledAt: outcome === 'called' ? askedAt : null }),
    ...(outcome === 'in_line' && place !== null && present({ ahead })),
  };
  return { outcome, preOrder };
}

const toReason = (code: Refusal['code'], { onSaleAt, ...detail }: NonNullable<JoinRow['detail']>) =>
  ({ code, ...detail, ...(onSaleAt !== undefined && { onSaleAt: new Date(onSaleAt) }) }) as Refusal['reason'];
