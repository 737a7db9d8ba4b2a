import type { EventStatus } from '../domain/event';
import type { Item, OpenStatus, RequestedItem } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import { Unavailable } from '../domain/unavailable';
import { Batcher } from './batcher';
import type { Database } from './database';
import type { OnBatch } from './pre-orders';
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

/** A pre-order whose workflow is owed a step: to be started, or to be told of an accepted checkout. */
export interface Due {
  preOrderId: string;
  eventId: string;
  buyerId: string;
  items: Item[];
  status: Extract<OpenStatus, 'called' | 'checking_out'>;
}

/** What a move of a line did. */
export interface Moved {
  called: number;
  refused: number;
  /** There may be more to do at once. */
  more: boolean;
}

export interface Line {
  /**
   * Takes a place, after all that came before, and stock with it where nobody waits before.
   * @throws {Refusal} where it can't be granted; nothing is recorded then.
   */
  join(request: JoinRequest): Promise<JoinAnswer>;
  /** The next whose step nobody has promised to make, in order; now promised by us for a while. */
  claimDue(limit: number): Promise<Due[]>;
  /** Calls those whose place comes up and refuses those who can't get anything any more, some at a time. */
  move(eventId: string): Promise<Moved>;
  /** Events whose line may have something to do. */
  toMove(): Promise<string[]>;
}

/** How long a process may take to make the step that it promised, in seconds; others look every second. */
export const LEASE_SECONDS = 8;

/** How many places one move looks at: it holds the event's lock for as long as that takes. */
const MOVE_AT_ONCE = 500;

/** How a process came to owe a pre-order's workflow a step. */
export type Lease =
  /** It has called it itself. */
  | 'at_call'
  /** Nobody had promised it yet. */
  | 'claimed'
  /** Somebody had promised it, and hasn't done it in time. */
  | 'taken_over';

/** What is told of a line for counting. */
export interface LineCounts {
  onJoined?: ((outcome: string) => void) | undefined;
  onLeased?: ((how: Lease) => void) | undefined;
  onMoved?: ((moved: Moved) => void) | undefined;
}

export interface LineOptions extends LineCounts {
  /** How many workflows this process can start right now; so many of a batch are leased to it. */
  reserveStarts(wanted: number): number;
  /** Gives back what was reserved and not needed. */
  unreserveStarts(count: number): void;
  onBatch: OnBatch;
}

interface JoinRow {
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

export function createLine(db: Database, options: LineOptions): Line {
  const { reserveStarts, unreserveStarts, onBatch, onJoined, onLeased, onMoved } = options;
  const batcher = new Batcher<JoinRequest, JoinAnswer | Refusal>({
    // Those of one event come one after the other anyway; a buyer's second request waits for the
    // first, so that the limit a buyer is judged on what is recorded.
    lane: (request) => request.eventId,
    identity: (request) => request.buyerId,
    isOutage: (error) => error instanceof Unavailable,
    context: db.batches,
    onBatch: (size, seconds) => onBatch('join', size, seconds),
    run: async (requests) => {
      const leases = reserveStarts(requests.length);
      let used = 0;
      try {
        const rows = await joinLine(db, requests, leases);
        return rows.map((row, i) => {
          const request = requests[i] as JoinRequest;
          onJoined?.(row.outcome);
          if (row.outcome === 'called') {
            const leased = used++ < leases;
            if (leased) onLeased?.('at_call');
            return { outcome: 'called', preOrder: joined(request, row), leased };
          }
          if (row.outcome === 'in_line') return { outcome: 'in_line', preOrder: joined(request, row) };
          if (row.outcome === 'known') return { outcome: 'known', preOrderId: row.pre_order_id };
          return new Refusal(toRefusal(row));
        });
      } finally {
        unreserveStarts(leases - Math.min(used, leases));
      }
    },
  });

  return {
    async join(request) {
      const answer = await batcher.add(request);
      if (answer instanceof Refusal) throw answer;
      return answer;
    },
    async claimDue(limit) {
      const rows = await db.query<{
        id: string;
        event_id: string;
        buyer_id: string;
        items: Item[];
        status: Due['status'];
        lapsed: boolean | null;
      }>({ name: 'claim_due', text: CLAIM_DUE }, [limit, LEASE_SECONDS]);
      for (const { lapsed } of rows) onLeased?.(lapsed ? 'taken_over' : 'claimed');
      return rows.map((row) => ({
        preOrderId: row.id,
        eventId: row.event_id,
        buyerId: row.buyer_id,
        items: row.items,
        status: row.status,
      }));
    },
    async move(eventId) {
      const statement = { name: 'move_line', text: 'SELECT called, refused, more FROM move_line($1, $2)' };
      const [moved] = await db.query<Moved & Record<string, unknown>>(statement, [eventId, MOVE_AT_ONCE]);
      onMoved?.(moved as Moved);
      return moved as Moved;
    },
    async toMove() {
      const statement = { name: 'lines_to_move', text: 'SELECT id FROM lines_to_move() AS id' };
      return (await db.query<{ id: string }>(statement, [])).map(({ id }) => id);
    },
  };
}

/**
 * With what each lease was before the claim: the outer query sees rows as they were when it began, or (called a moment
 * later than that) not at all.
 */
const CLAIM_DUE = `
  SELECT c.id, c.event_id, c.buyer_id, c.items, c.status, before.lease_until > before.called_at AS lapsed
  FROM claim_due($1, $2) WITH ORDINALITY c LEFT JOIN pre_order before ON before.id = c.id ORDER BY c.ordinality`;

/** One statement for all; the columns of the requests, and of their items beside the number of the request. */
function joinLine(db: Database, requests: JoinRequest[], leases: number): Promise<JoinRow[]> {
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
      requests.map((one) => one.direct ?? false),
      ...[itemOf, itemType, itemQuantity],
      ...[leases, LEASE_SECONDS],
    ],
  );
}

/** What the statement has just recorded. */
function joined({ id, eventId, buyerId }: JoinRequest, row: JoinRow): PreOrderNow {
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

function toRefusal(row: JoinRow): Refusal['reason'] {
  const detail = (row.detail ?? {}) as { status: EventStatus; onSaleAt: string };
  return {
    code: row.outcome,
    ...detail,
    ...(detail.onSaleAt && { onSaleAt: new Date(detail.onSaleAt) }),
  } as Refusal['reason'];
}
