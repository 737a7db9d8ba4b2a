import type { Database } from '../../src/db/database';
import { isFinal, type PreOrderStatus } from '../../src/domain/pre-order';
import type { Journal, Record as Said } from './journal';

/** A pre-order as it ended. */
interface Ended {
  id: string;
  status: PreOrderStatus;
  reason: string | null;
  idempotency_key: string | null;
  quantity: number;
  place: number | null;
  called_at: Date | null;
  held_at: Date | null;
  closed_at: Date | null;
  least_seconds: number;
  codes: (string | null)[];
}

/** A deadline is answered in whole milliseconds, cut off: the row's may be so much later, never earlier. */
const ended = (db: Database, eventIds: string[]) =>
  db.query<Ended & { [column: string]: unknown }>(
    {
      name: 'ended',
      text: `SELECT p.id, p.status, p.reason, p.idempotency_key, p.quantity, p.place, p.called_at, p.held_at, p.closed_at,
               least(p.hold_seconds, p.idle_seconds) AS least_seconds,
               ARRAY(SELECT t.code FROM ticket t WHERE t.pre_order_id = p.id AND t.status = 'sold') AS codes
             FROM pre_order p WHERE p.event_id = ANY ($1)`,
    },
    [eventIds],
  );

/** Whether everything is so that was answered. @returns what isn't, in words. */
export async function judge(db: Database, eventIds: string[], journal: Journal): Promise<string[]> {
  const problems = [...journal.problems];
  const rows = new Map((await ended(db, eventIds)).map((row) => [row.id, row]));
  for (const said of journal.records.values()) {
    const row = rows.get(said.id);
    const found = row ? breaches(said, row) : ['was answered and is nowhere'];
    problems.push(...found.map((what) => `${said.id}: ${what}`));
  }
  for (const [key, ids] of journal.byKey)
    if (ids.size > 1) problems.push(`one key got several pre-orders: ${[...ids].join(', ')} (${key})`);
  for (const { id, status, quantity, codes } of rows.values()) {
    if (!isFinal(status)) problems.push(`${id}: never ended, is ${status}`);
    if (codes.length !== (status === 'sold' ? quantity : 0))
      problems.push(`${id}: ${status}, with ${codes.length} sold tickets of ${quantity}`);
  }
  problems.push(...(await overtaken(db, eventIds)), ...(await resold(db, eventIds)));
  return problems;
}

/** What differs between what somebody was told and how it ended. */
function breaches({ statuses, ...said }: Said, row: Ended): string[] {
  const found: string[] = [];
  const wasHeld = statuses.has('pre_order') || statuses.has('called');
  if (said.quantity > 0 && said.quantity !== row.quantity)
    found.push('has another quantity than was asked for');
  if ((statuses.has('sold') || statuses.has('checking_out')) && row.status !== 'sold')
    found.push(`a checkout was accepted, and it ended ${row.status}`);
  if (said.refusedCheckout && row.status === 'sold') found.push('its checkout was refused, and it was sold');
  if (wasHeld && (row.status === 'refused' || row.called_at === null))
    found.push(`was told ${[...statuses].join(', ')}, and ended ${row.status}`);
  const places = [...said.places];
  if (places.some((place) => place !== row.place))
    found.push(`was told the places ${places.join(', ')}, had ${String(row.place)}`);
  const lost = [...said.codes].filter((code) => !row.codes.includes(code));
  if (lost.length > 0) found.push(`was told the codes ${lost.join(', ')}, which aren't its own`);
  if (row.status !== 'invalidated' || said.givenBack) return found;
  const closedAt = row.closed_at?.getTime() ?? 0;
  if (row.reason !== 'idle' && row.reason !== 'hold_ended')
    found.push(`nobody gave it back, and it ended ${String(row.reason)}`);
  if (closedAt < said.heldUntil)
    found.push(
      `was held until ${new Date(said.heldUntil).toISOString()}, ended ${String(row.closed_at?.toISOString())}`,
    );
  if (row.held_at === null) found.push('was called, never held, and ended');
  else if (closedAt - row.held_at.getTime() < row.least_seconds * 1_000) found.push('was held too short');
  return found;
}

/** Nobody who waits for one type is called before somebody who waited for the same with an earlier place. */
async function overtaken(db: Database, eventIds: string[]): Promise<string[]> {
  const rows = await db.query<{ early: string; late: string }>(
    {
      name: 'overtaken',
      text: `WITH one AS (
               SELECT p.*, p.items->0->>'ticketType' AS type FROM pre_order p
               WHERE p.event_id = ANY ($1) AND p.place IS NOT NULL AND jsonb_array_length(p.items) = 1)
             SELECT early.id AS early, late.id AS late FROM one early JOIN one late
               ON late.event_id = early.event_id AND late.type = early.type AND late.place > early.place
             WHERE late.called_at > early.asked_at AND (early.called_at IS NULL OR early.called_at > late.called_at)
               -- Who can't be served by what is left is refused by the very statement that calls those behind.
               AND early.reason IS DISTINCT FROM 'not_enough_left'
               AND (early.closed_at IS NULL OR early.closed_at > late.called_at)
             LIMIT 20`,
    },
    [eventIds],
  );
  return rows.map(({ early, late }) => `${late} was called before ${early}, who had an earlier place`);
}

/** No code twice, and no more sold than there is. */
async function resold(db: Database, eventIds: string[]): Promise<string[]> {
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
  return rows.map(({ what }) => `sold more than once: ${what}`);
}
