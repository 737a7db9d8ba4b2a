import type { SaleAction } from '../domain/event';
import type { EventChanges } from '../domain/event-changes';
import type { OperatorRole, ServiceRole } from '../domain/roles';
import type { Database, Transaction } from './database';

/** One entry in the record of what was done. */
interface RecordedAction<What extends string, Detail> {
  at: Date;
  /**
   * The operator's address, `token:` and the service's name, the name given with the admin token or else `token`,
   * `workflow` (a signal to the sale's workflow), or `system` (the program).
   */
  who: string;
  what: What;
  detail: Detail;
}

/** What was done to an event. */
export type OperatorAction = RecordedAction<
  SaleAction | 'create' | 'edit' | 'extend' | 'archive' | 'checkout' | 'refund' | 'end_task',
  /**
   * For `edit` what `changed`, before and after; for `extend` the `seconds` and how many `holds` have got them; for a
   * service's `checkout` its `reference`; for a `refund` the amount; for `end_task` the task's kind and a note.
   */
  {
    changed?: EventChanges;
    seconds?: number;
    holds?: number;
    preOrderId?: string;
    reference?: string;
    refundId?: string;
    amountCents?: number;
    currency?: string;
    reason?: string;
    task?: string;
    note?: string;
  }
>;

/** What was done to an operator, to a service's token, or about a task of no event. */
export type GeneralAction =
  | RecordedAction<'add_operator' | 'remove_operator', { email: string; role: OperatorRole }>
  | RecordedAction<'change_operator', { email: string; changed: { role: [OperatorRole, OperatorRole] } }>
  | RecordedAction<
      'create_token',
      { tokenId: string; tokenName: string; role: ServiceRole; events?: string[] }
    >
  | RecordedAction<'revoke_token', { tokenId: string; tokenName: string }>
  | RecordedAction<'end_task', { task: string; subject: string; note?: string }>;

type New<Action extends { at: Date }> = Action extends unknown ? Omit<Action, 'at'> : never;

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

/** Records what was done to operators and tokens. */
export async function recordGeneralAction(
  tx: Transaction,
  { who, what, detail }: New<GeneralAction>,
): Promise<void> {
  await tx.query('INSERT INTO operator_action (who, what, detail) VALUES ($1, $2, $3)', [who, what, detail]);
}

/** What was done to operators and tokens, newest first. */
export async function readGeneralActions(db: Database, limit: number): Promise<GeneralAction[]> {
  const text = `SELECT at, who, what, detail FROM operator_action
    WHERE event_id IS NULL ORDER BY at DESC, id DESC LIMIT $1`;
  return db.query<GeneralAction>({ name: 'general_actions', text }, [limit]);
}

/** Removes the record of what was done to operators and tokens that is older than some days. */
export async function removeGeneralActions(db: Database, days: number): Promise<void> {
  const text = `DELETE FROM operator_action WHERE event_id IS NULL AND at < now() - make_interval(days => $1)`;
  await db.query({ name: 'remove_general_actions', text }, [days]);
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
