import type { Item, OpenStatus } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import { Unavailable } from '../domain/unavailable';
import { Batcher } from '../concurrency/batcher';
import type { Database } from './database';
import { joined, joinLine, toRefusal, type JoinAnswer, type JoinRequest } from './join';
import type { OnBatch } from './pre-orders';

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
  /** How long joins that have to wait for a statement wait for company (batcher.ts), in milliseconds. */
  restMs?(): number;
  onBatch: OnBatch;
}

export function createLine(db: Database, options: LineOptions): Line {
  const { reserveStarts, unreserveStarts, restMs, onBatch, onJoined, onLeased, onMoved } = options;
  const batcher = new Batcher<JoinRequest, JoinAnswer | Refusal>({
    // Those of one event come one after the other anyway; a buyer's second request waits for the
    // first, so that the limit a buyer is judged on what is recorded.
    lane: ({ eventId, direct }) => `${eventId} ${direct ? 'direct' : ''}`,
    identity: (request) => request.buyerId,
    ...(restMs && { restMs }),
    isOutage: (error) => error instanceof Unavailable,
    context: db.batches,
    onBatch: (size, seconds) => onBatch('join', size, seconds),
    run: async (requests) => {
      const leases = reserveStarts(requests.length);
      let used = 0;
      try {
        const rows = await joinLine(db, requests, leases, LEASE_SECONDS);
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
        lapsed: boolean;
      }>({ name: 'claim_due', text: 'SELECT * FROM claim_due($1, $2, $3)' }, [limit, LEASE_SECONDS, 0]);
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
      const statement = {
        name: 'advance_line',
        text: 'SELECT called, refused, more FROM advance_line($1, $2)',
      };
      const [moved] = await db.query<Moved & Record<string, unknown>>(statement, [eventId, MOVE_AT_ONCE]);
      onMoved?.(moved as Moved);
      return moved as Moved;
    },
    async toMove() {
      const statement = { name: 'lines_to_advance', text: 'SELECT id FROM lines_to_advance() AS id' };
      return (await db.query<{ id: string }>(statement, [])).map(({ id }) => id);
    },
  };
}
