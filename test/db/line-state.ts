/** Everything the database says about an event, and what must always be true of it. */
import type { Database } from '../../src/db/database';
import { readReport } from '../../src/db/report';
import type { PreOrderStatus } from '../../src/domain/pre-order';

export interface OrderRow {
  id: string;
  buyer: string;
  /** Whom the limit was judged for, if it was another buyer. */
  obtainedBy: string | null;
  items: Record<string, number>;
  status: PreOrderStatus;
  place: number | null;
  ahead: number | null;
  reason: string | null;
  /** In microseconds. */
  askedAt: number;
  calledAt: number | null;
  closedAt: number | null;
}
type Counts = Record<'capacity' | 'available' | 'held' | 'sold' | 'deficit' | 'waiting', number>;

export interface State {
  event: { waiting: number; lastPlace: number; nowServing: number; served: number };
  types: Record<string, Counts>;
  orders: OrderRow[];
  places: { type: string; number: number; id: string; quantity: number; absent: boolean }[];
}

export async function readState(db: Database, eventId: string): Promise<State> {
  const text = `
    SELECT (SELECT json_build_object('waiting', waiting, 'lastPlace', last_place, 'nowServing', now_serving(id),
        'served', served) FROM event WHERE id = $1) AS event,
      (SELECT json_object_agg(id, json_build_object('capacity', capacity, 'available', available, 'held', held,
        'sold', sold, 'deficit', deficit, 'waiting', waiting)) FROM ticket_type WHERE event_id = $1) AS types,
      (SELECT coalesce(json_agg(json_build_object('id', id, 'buyer', buyer_id, 'obtainedBy', (SELECT obtained_by FROM pre_order WHERE id = pre_order_now.id), 'status', status, 'place', place,
        'ahead', ahead, 'reason', reason, 'askedAt', extract(epoch FROM asked_at) * 1e6,
        'calledAt', extract(epoch FROM called_at) * 1e6, 'closedAt', extract(epoch FROM closed_at) * 1e6,
        'items', (SELECT json_object_agg(i.item->>'ticketType', i.item->'quantity')
                  FROM jsonb_array_elements(items) AS i (item)))), '[]')
        FROM pre_order_now WHERE event_id = $1) AS orders,
      (SELECT coalesce(json_agg(json_build_object('type', ticket_type, 'number', number, 'id', pre_order_id,
        'quantity', quantity, 'absent', absent) ORDER BY ticket_type, number), '[]')
        FROM place WHERE event_id = $1) AS places`;
  return (await db.query<State & Record<string, unknown>>({ name: 'state', text }, [eventId]))[0] as State;
}

/**
 * What is wrong with a state, in words; empty if nothing is.
 * @param strict whether no buyer was ever passed over. Then no buyer may have been called before an earlier one
 *   who waited for the same type.
 */
export function problemsOf(
  state: State,
  { maxPerBuyer, draw }: { maxPerBuyer: number; draw: boolean },
  strict: boolean,
): string[] {
  const problems: string[] = [];
  const must = (holds: boolean, problem: string) => holds || problems.push(problem);
  const { event, types, orders, places } = state;
  const waiting = orders.filter((order) => order.status === 'in_line');
  const total = (statuses: string[], type: string) =>
    orders.filter((o) => statuses.includes(o.status)).reduce((n, o) => n + (o.items[type] ?? 0), 0);

  for (const [type, t] of Object.entries(types)) {
    must(t.capacity + t.deficit === t.available + t.held + t.sold, `${type}: the counts don't add up`);
    must(
      t.available >= 0 && t.deficit >= 0 && (t.available === 0 || t.deficit === 0),
      `${type}: overclaimed`,
    );
    must(t.held === total(['called', 'pre_order', 'checking_out'], type), `${type}: held isn't what is held`);
    must(t.sold === total(['sold'], type), `${type}: sold isn't what is sold`);
    const present = places.filter((place) => place.type === type && !place.absent);
    must(t.waiting === present.length, `${type}: ${t.waiting} waiting, ${present.length} places`);
  }
  must(event.waiting === waiting.length, `${event.waiting} waiting, ${waiting.length} in line`);

  const wanted = waiting
    .filter((order) => order.place !== null)
    .flatMap((o) => Object.entries(o.items).map(([type, n]) => `${type} ${String(o.place)} ${o.id} ${n}`));
  const rows = places.map((row) => `${row.type} ${row.number} ${row.id} ${row.quantity}`);
  must(wanted.sort().join() === rows.sort().join(), 'the places are not exactly those of the waiting orders');
  const numbers = orders.flatMap((order) => order.place ?? []);
  must(new Set(numbers).size === numbers.length, 'a place was given twice');
  must(Math.max(0, ...numbers) <= event.lastPlace, 'a place is beyond the last');
  must(draw || numbers.length === event.lastPlace, 'a place was lost');

  const alive = orders.filter((o) => !['refused', 'invalidated', 'cancelled'].includes(o.status));
  // What is sold, or about to be, stays although two buyers turned out to be one.
  const owner = ({ buyer, obtainedBy, status }: OrderRow) =>
    ['checking_out', 'sold'].includes(status) ? (obtainedBy ?? buyer) : buyer;
  for (const buyer of new Set(alive.map(owner))) {
    const own = alive.filter((order) => owner(order) === buyer);
    const has = own.flatMap((order) => Object.values(order.items)).reduce((a, b) => a + b, 0);
    must(has <= maxPerBuyer, `a buyer has ${has}`);
    must(own.filter((order) => order.status === 'in_line').length <= 1, 'a buyer waits twice');
  }
  for (const later of strict ? orders : []) {
    const at = later.calledAt;
    if (at === null) continue;
    for (const earlier of orders) {
      if (earlier.place === null || later.place === null || earlier.place >= later.place) continue;
      if (!Object.keys(later.items).some((type) => type in earlier.items)) continue;
      // The statement that refuses a buyer for whom too little is left may call those behind.
      const gone = earlier.calledAt ?? (earlier.reason === 'not_enough_left' ? 0 : earlier.closedAt);
      must(gone !== null && gone <= at, `${String(later.place)} was called before ${earlier.place}`);
    }
  }
  return problems;
}

/** The broken invariants in the operator's report. */
export async function reportedProblems(db: Database, eventId: string): Promise<string[]> {
  const { invariants } = await readReport(db, eventId);
  return invariants.filter(({ ok }) => !ok).map(({ name }) => name);
}
