import type { EventStatus } from '../domain/event';
import type { Item, OpenStatus, RequestedItem } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import { Unavailable } from '../domain/unavailable';
import { Batcher } from './batcher';
import type { Database } from './database';
import type { OnBatch } from './pre-orders';

/** Somebody asks for tickets. */
export interface CallRequest {
  /** The id that the pre-order will have. */
  id: string;
  eventId: string;
  buyerId: string;
  /** The same buyer asking again with the same key gets the same pre-order. */
  idempotencyKey?: string | undefined;
  items: RequestedItem[];
}

/** Stock is set aside. */
export interface Called {
  outcome: 'called';
  preOrderId: string;
  items: Item[];
  totalCents: number;
  currency: string;
  at: Date;
  /** This process promised to start the workflow. */
  leased: boolean;
}

export type CallAnswer =
  | Called
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

export interface Calls {
  /**
   * Takes stock for a request, after all that came before it.
   * @throws {Refusal} where it can't be granted; nothing is recorded then.
   */
  call(request: CallRequest): Promise<CallAnswer>;
  /** The next whose step nobody has promised to make, oldest first; now promised by us for a while. */
  claimDue(limit: number): Promise<Due[]>;
}

/** How long a process may take to make the step that it promised, in seconds; then others may. */
export const LEASE_SECONDS = 10;

export interface CallOptions {
  /** How many workflows this process can start right now; so many of a batch are leased to it. */
  reserveStarts(wanted: number): number;
  /** Gives back what was reserved and not needed. */
  unreserveStarts(count: number): void;
  onBatch: OnBatch;
}

interface CallRow {
  outcome: 'called' | 'known' | Refusal['code'];
  pre_order_id: string | null;
  detail: unknown;
}

export function createCalls(db: Database, { reserveStarts, unreserveStarts, onBatch }: CallOptions): Calls {
  const batcher = new Batcher<CallRequest, CallAnswer | Refusal>({
    // Calls of one event come one after the other anyway; a buyer's second request waits for the
    // first, so that the limit a buyer is judged on what is recorded.
    lane: (request) => request.eventId,
    identity: (request) => request.buyerId,
    isOutage: (error) => error instanceof Unavailable,
    onBatch: (size) => onBatch('call', size),
    run: async (requests) => {
      const leases = reserveStarts(requests.length);
      let used = 0;
      try {
        const answers = await statement(requests, leases);
        return answers.map((row) => {
          if (row.outcome === 'called') return called(row, used++ < leases);
          return row.outcome === 'known'
            ? { outcome: 'known', preOrderId: row.pre_order_id as string }
            : new Refusal(toRefusal(row));
        });
      } finally {
        unreserveStarts(leases - Math.min(used, leases));
      }
    },
  });

  async function statement(requests: CallRequest[], leases: number): Promise<CallRow[]> {
    const first = requests[0] as CallRequest;
    const body = requests.map(({ id, buyerId, idempotencyKey, items }) => ({
      id,
      buyerId,
      key: idempotencyKey,
      items,
    }));
    return db.query<CallRow>(
      {
        name: 'call',
        text: 'SELECT outcome, pre_order_id, detail FROM call_pre_orders($1, $2, $3, $4) ORDER BY ord',
      },
      [first.eventId, JSON.stringify(body), leases, LEASE_SECONDS],
    );
  }

  return {
    async call(request) {
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
      }>({ name: 'claim_due', text: 'SELECT * FROM claim_due($1, $2)' }, [limit, LEASE_SECONDS]);
      return rows.map((row) => ({
        preOrderId: row.id,
        eventId: row.event_id,
        buyerId: row.buyer_id,
        items: row.items,
        status: row.status,
      }));
    },
  };
}

function called(row: CallRow, leased: boolean): CallAnswer {
  const detail = row.detail as { items: Item[]; totalCents: number; currency: string; at: string };
  return {
    outcome: 'called',
    preOrderId: row.pre_order_id as string,
    ...detail,
    at: new Date(detail.at),
    leased,
  };
}

function toRefusal(row: CallRow): Refusal['reason'] {
  const detail = (row.detail ?? {}) as { status: EventStatus; onSaleAt: string };
  return {
    code: row.outcome,
    ...detail,
    ...(detail.onSaleAt && { onSaleAt: new Date(detail.onSaleAt) }),
  } as Refusal['reason'];
}
