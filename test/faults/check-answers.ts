import type { Database } from '../../src/db/database';
import { isFinal, type PreOrderStatus } from '../../src/domain/pre-order';
import type { Journal, PreOrderRecord } from './journal';

/** A pre-order as the database has it at the end. */
interface FinalRow {
  id: string;
  status: PreOrderStatus;
  reason: string | null;
  idempotency_key: string | null;
  quantity: number;
  /** To pay. */
  attempts: number;
  place: number | null;
  called_at: Date | null;
  held_at: Date | null;
  closed_at: Date | null;
  least_seconds: number;
  codes: (string | null)[];
}

/** The API truncates a deadline to milliseconds, so the row's can be later by less than one, and never earlier. */
const readFinalRows = (db: Database, eventIds: string[]) =>
  db.query<FinalRow & { [column: string]: unknown }>(
    {
      name: 'ended',
      text: `SELECT p.id, p.status, p.reason, p.idempotency_key, p.quantity, p.attempts, p.place, p.called_at, p.held_at, p.closed_at,
               least(p.hold_seconds, p.idle_seconds) AS least_seconds,
               ARRAY(SELECT t.code FROM ticket t WHERE t.pre_order_id = p.id AND t.status IN ('sold', 'refunding')) AS codes
             FROM pre_order p WHERE p.event_id = ANY ($1)`,
    },
    [eventIds],
  );

/** Checks that the database agrees with every answer in the journal. @returns the problems, one sentence each. */
export async function checkAnswers(db: Database, eventIds: string[], journal: Journal): Promise<string[]> {
  const problems = [...journal.problems];
  const rows = new Map((await readFinalRows(db, eventIds)).map((row) => [row.id, row]));
  for (const record of journal.records.values()) {
    const row = rows.get(record.id);
    const found = row ? findContradictions(record, row) : ['is in an answer but not in the database'];
    problems.push(...found.map((problem) => `${record.id}: ${problem}`));
  }
  for (const [key, ids] of journal.byKey)
    if (ids.size > 1) problems.push(`one key got several pre-orders: ${[...ids].join(', ')} (${key})`);
  for (const { id, status, quantity, codes } of rows.values()) {
    if (!isFinal(status)) problems.push(`${id}: never ended, is ${status}`);
    if (codes.length !== (status === 'sold' ? quantity : 0))
      problems.push(`${id}: ${status}, with ${codes.length} sold tickets of ${quantity}`);
  }
  problems.push(...(await findOvertaken(db, eventIds)), ...(await findOversold(db, eventIds)));
  return problems;
}

/** Compares what the answers promised with how the pre-order ended. */
function findContradictions({ statuses, ...record }: PreOrderRecord, row: FinalRow): string[] {
  const found: string[] = [];
  const wasCalled = statuses.has('pre_order') || statuses.has('called');
  if (record.quantity > 0 && record.quantity !== row.quantity)
    found.push(`the buyer asked for ${record.quantity} tickets, and it has ${row.quantity}`);
  const isRefunded = row.status === 'refunded' && record.refundAsked;
  if ((statuses.has('sold') || statuses.has('checking_out')) && row.status !== 'sold' && !isRefunded)
    found.push(`a checkout was accepted, and it ended ${row.status}`);
  // Money that comes late still buys what is free.
  if (record.refusedCheckout && row.status === 'sold' && row.attempts === 0)
    found.push('its checkout was refused, and it was sold');
  if (wasCalled && (row.status === 'refused' || row.called_at === null))
    found.push(`answers said ${[...statuses].join(', ')}, and it ended ${row.status}`);
  const places = [...record.places];
  if (places.some((place) => place !== row.place))
    found.push(`answers gave the places ${places.join(', ')}, and its place is ${String(row.place)}`);
  const wrongCodes = [...record.codes].filter((code) => !row.codes.includes(code));
  if (wrongCodes.length > 0 && !isRefunded)
    found.push(`answers gave the codes ${wrongCodes.join(', ')}, which it doesn't have`);
  if (row.status !== 'invalidated' || record.givenBack) return found;
  const closedAt = row.closed_at?.getTime() ?? 0;
  if (record.merged && row.reason === 'limit_reached') return found;
  const endsByItself = ['idle', 'hold_ended', ...(row.attempts > 0 ? ['payment_not_completed'] : [])];
  if (!endsByItself.includes(String(row.reason)))
    found.push(`the buyer did not give it back, and it ended ${String(row.reason)}`);
  if (closedAt < record.heldUntil)
    found.push(
      `was held until ${new Date(record.heldUntil).toISOString()}, ended ${String(row.closed_at?.toISOString())}`,
    );
  if (row.held_at === null) found.push('was called and ended without a hold');
  else if (closedAt - row.held_at.getTime() < row.least_seconds * 1_000) found.push('its hold was too short');
  return found;
}

/** Finds pre-orders that were called before one with an earlier place for the same ticket type. */
async function findOvertaken(db: Database, eventIds: string[]): Promise<string[]> {
  const rows = await db.query<{ early: string; late: string }>(
    {
      name: 'overtaken',
      text: `WITH single AS (
               SELECT p.*, p.items->0->>'ticketType' AS type FROM pre_order p
               WHERE p.event_id = ANY ($1) AND p.place IS NOT NULL AND jsonb_array_length(p.items) = 1)
             SELECT early.id AS early, late.id AS late FROM single early JOIN single late
               ON late.event_id = early.event_id AND late.type = early.type AND late.place > early.place
             WHERE late.called_at > early.asked_at AND (early.called_at IS NULL OR early.called_at > late.called_at)
               -- The statement that calls the buyers behind also refuses those for whom too few tickets are left.
               AND early.reason IS DISTINCT FROM 'not_enough_left'
               AND (early.closed_at IS NULL OR early.closed_at > late.called_at)
             LIMIT 20`,
    },
    [eventIds],
  );
  return rows.map(({ early, late }) => `${late} was called before ${early}, which has an earlier place`);
}

/** Finds codes that were sold twice, and ticket types with more sold than their capacity. */
async function findOversold(db: Database, eventIds: string[]): Promise<string[]> {
  const rows = await db.query<{ what: string }>(
    {
      name: 'resold',
      text: `SELECT 'code ' || t.code AS what FROM ticket t JOIN pre_order p ON p.id = t.pre_order_id
             WHERE p.event_id = ANY ($1) AND t.status = 'sold' GROUP BY t.code HAVING count(*) > 1
             UNION ALL
             SELECT 'type ' || y.id FROM ticket_type y WHERE y.event_id = ANY ($1) AND y.capacity < (
               SELECT count(*) FROM ticket t JOIN pre_order p ON p.id = t.pre_order_id
               WHERE p.event_id = y.event_id AND t.ticket_type = y.id AND t.status = 'sold')`,
    },
    [eventIds],
  );
  return rows.map(({ what }) => `oversold: ${what}`);
}
