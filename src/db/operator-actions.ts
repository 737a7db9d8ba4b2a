import type { SaleAction } from '../domain/event';
import type { EventChanges } from '../domain/event-changes';
import type { Database, Transaction } from './database';

/** One entry in the record of what was done to an event. */
export interface OperatorAction {
  at: Date;
  /** The name given at sign-in, or `token`, `workflow` (a signal to the sale's workflow) or `system` (the program). */
  who: string;
  what: SaleAction | 'create' | 'edit' | 'extend' | 'archive';
  /** For `edit` what `changed`, before and after; for `extend` the `seconds` and how many `holds` have got them. */
  detail: { changed?: EventChanges; seconds?: number; holds?: number };
}

/** Records an action in the transaction that makes the change, so that neither exists without the other. @returns its id. */
export async function recordAction(
  tx: Transaction,
  eventId: string,
  { who, what, detail = {} }: Pick<OperatorAction, 'who' | 'what'> & Partial<OperatorAction>,
): Promise<number> {
  const text =
    'INSERT INTO operator_action (event_id, who, what, detail) VALUES ($1, $2, $3, $4) RETURNING id';
  const [row] = await tx.query<{ id: number }>(text, [eventId, who, what, detail]);
  return (row as { id: number }).id;
}

/** What was done to the event, newest first. */
export async function readActions(db: Database, eventId: string, limit: number): Promise<OperatorAction[]> {
  const text = `SELECT at, who, what, detail FROM operator_action
    WHERE event_id = $1 ORDER BY at DESC, id DESC LIMIT $2`;
  return db.query<OperatorAction>({ name: 'operator_actions', text }, [eventId, limit]);
}

/** When open holds of the event were extended in this time, and by how many seconds; oldest first. */
export async function readExtensions(
  db: Database,
  eventId: string,
  from: Date,
  until: Date,
): Promise<{ at: Date; seconds: number }[]> {
  const text = `SELECT at, (detail->>'seconds')::int AS seconds FROM operator_action
    WHERE event_id = $1 AND what = 'extend' AND at >= $2 AND at <= $3 ORDER BY at`;
  return db.query({ name: 'extensions', text }, [eventId, from, until]);
}
