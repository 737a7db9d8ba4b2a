import type { EventStatus } from '../domain/event';
import type { Item, RequestedItem } from '../domain/pre-order';
import type { Refusal } from '../domain/refusal';
import type { Database } from './database';
import type { PreOrderNow } from './rows';

/** Somebody asks for tickets. */
export interface JoinRequest {
  /** The id that the pre-order will have. */
  id: string;
  eventId: string;
  buyerId: string;
  /** The same buyer asking again with the same key gets the same pre-order. */
  idempotencyKey?: string | undefined;
  items: RequestedItem[];
  /** Now or not at all: a workflow that was started without a call doesn't wait in line. */
  direct?: boolean;
}

export type JoinAnswer =
  /** Stock is set aside. `leased`: this process promised to start the workflow. */
  | { outcome: 'called'; preOrder: PreOrderNow; leased: boolean }
  /** Others are before it, or it is an entry of a draw. */
  | { outcome: 'in_line'; preOrder: PreOrderNow }
  /** It was asked for before, by this id or with this key. */
  | { outcome: 'known'; preOrderId: string };

export interface JoinRow {
  outcome: JoinAnswer['outcome'] | Refusal['code'];
  pre_order_id: string;
  place: number | null;
  ahead: number | null;
  items: Item[];
  total_cents: number;
  currency: string;
  at: Date;
  detail: unknown;
}

/** One statement for all; the columns of the requests, and of their items beside the number of the request. */
export function joinLine(
  db: Database,
  requests: JoinRequest[],
  leases: number,
  leaseSeconds: number,
): Promise<JoinRow[]> {
  const itemOf: number[] = [];
  const itemType: string[] = [];
  const itemQuantity: number[] = [];
  requests.forEach(({ items }, i) => {
    for (const { ticketType, quantity } of items) {
      itemOf.push(i + 1);
      itemType.push(ticketType);
      itemQuantity.push(quantity);
    }
  });
  return db.query<JoinRow & Record<string, unknown>>(
    {
      name: 'join',
      text: 'SELECT * FROM join_line($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ORDER BY ord',
    },
    [
      requests[0]?.eventId,
      requests.map((one) => one.id),
      requests.map((one) => one.buyerId),
      requests.map((one) => one.idempotencyKey ?? null),
      requests[0]?.direct ?? false,
      ...[itemOf, itemType, itemQuantity],
      ...[leases, leaseSeconds],
    ],
  );
}

/** What the statement has just recorded. */
export function joined({ id, eventId, buyerId }: JoinRequest, row: JoinRow): PreOrderNow {
  const { outcome, items, at, place, ahead } = row;
  return {
    ...{ id, eventId, buyerId, items, totalCents: row.total_cents, currency: row.currency },
    ...{ tickets: [], askedAt: at, serverTime: at },
    ...(place !== null && { place }),
    ...(outcome === 'called'
      ? { status: 'called', calledAt: at }
      : { status: 'in_line', ...(place !== null && ahead !== null && { ahead }) }),
  };
}

export function toRefusal(row: JoinRow): Refusal['reason'] {
  const detail = (row.detail ?? {}) as { status: EventStatus; onSaleAt: string };
  return {
    code: row.outcome,
    ...detail,
    ...(detail.onSaleAt && { onSaleAt: new Date(detail.onSaleAt) }),
  } as Refusal['reason'];
}
