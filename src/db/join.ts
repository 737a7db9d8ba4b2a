import type { EventStatus } from '../domain/event';
import type { Item, PreOrder, PreOrderRequest } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { Database } from './database';

/** Somebody asks for tickets. */
export interface JoinRequest extends PreOrderRequest {
  /** The same buyer asking again with the same key gets the same pre-order. */
  idempotencyKey?: string | undefined;
}

export type JoinResult =
  /** Stock is set aside. */
  | { outcome: 'called'; preOrder: PreOrder }
  /** Others are before it, or it is an entry of a draw. */
  | { outcome: 'in_line'; preOrder: PreOrder }
  /** It was asked for before, by this id or with this key. */
  | { outcome: 'known'; preOrderId: string }
  | { outcome: 'refused'; refusal: Refusal };

export interface JoinOptions {
  /** Now or not at all: these workflows run already and don't wait in line. All that are called are leased. */
  direct?: boolean;
  /** How many of the called are leased to the caller, in order. */
  leases: number;
  leaseSeconds: number;
}

interface JoinRow {
  outcome: 'called' | 'in_line' | 'known' | Refusal['code'];
  pre_order_id: string;
  place: number | null;
  ahead: number | null;
  items: Item[];
  total_cents: number;
  currency: string;
  at: Date;
  detail: unknown;
}

/**
 * Gives each a place and calls those that stock allows, in one statement, in their order.
 * @param requests all of one event, each buyer at most once.
 */
export async function joinLine(
  db: Database,
  requests: JoinRequest[],
  { direct = false, leases, leaseSeconds }: JoinOptions,
): Promise<JoinResult[]> {
  const items = requests.flatMap((request, i) => request.items.map((item) => ({ of: i + 1, ...item })));
  const rows = await db.query<JoinRow & Record<string, unknown>>(
    {
      name: 'join',
      text: 'SELECT * FROM join_line($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ORDER BY ord',
    },
    [
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
    ],
  );
  return rows.map((row, i) => toResult(requests[i] as JoinRequest, row));
}

function toResult(request: JoinRequest, row: JoinRow): JoinResult {
  const { outcome } = row;
  if (outcome === 'known') return { outcome, preOrderId: row.pre_order_id };
  if (outcome === 'called' || outcome === 'in_line')
    return { outcome, preOrder: justRecorded(request, row, outcome) };
  return { outcome: 'refused', refusal: new Refusal(toReason(row)) };
}

/** What the statement has just recorded. */
function justRecorded(
  { preOrderId, eventId, buyerId }: JoinRequest,
  { items, total_cents, currency, at, place, ahead }: JoinRow,
  status: 'called' | 'in_line',
): PreOrder {
  return {
    id: preOrderId,
    eventId,
    buyerId,
    status,
    items,
    totalCents: total_cents,
    currency,
    tickets: [],
    askedAt: at,
    serverTime: at,
    ...(place !== null && { place }),
    ...(status === 'called' && { calledAt: at }),
    ...(status === 'in_line' && place !== null && ahead !== null && { ahead }),
  };
}

function toReason(row: JoinRow): Refusal['reason'] {
  const detail = (row.detail ?? {}) as { status: EventStatus; onSaleAt: string };
  return {
    code: row.outcome,
    ...detail,
    ...(detail.onSaleAt && { onSaleAt: new Date(detail.onSaleAt) }),
  } as Refusal['reason'];
}
