import type { Database, Transaction } from './database';
import { recordAction, recordGeneralAction } from './operator-actions';

/** Something that needs a person. */
export interface Task {
  id: number;
  /** Such as `payment_mismatch`; stable. */
  kind: string;
  /** What it is about: the id of an attempt, a refund, a dispute, or the provider's object. */
  subject: string;
  /** Null where it belongs to no event that is known. */
  eventId: string | null;
  preOrderId: string | null;
  at: Date;
  /** What is known besides, by kind. */
  detail: Record<string, unknown>;
  doneAt: Date | null;
  doneBy: string | null;
  /** The provider's object that its money is booked on. */
  intentId: string | null;
}

/** A part of the list. */
export interface PageOfTasks {
  eventId?: string | undefined;
  /** The last task of the page before. */
  after?: { done: boolean; id: number } | undefined;
  limit: number;
}

const TASK = `SELECT t.id, t.kind, t.subject, t.event_id AS "eventId", t.pre_order_id AS "preOrderId", t.at, t.detail,
    t.done_at AS "doneAt", t.done_by AS "doneBy", a.intent_id AS "intentId"
  FROM operator_task t
  LEFT JOIN LATERAL (SELECT CASE WHEN t.subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                 THEN t.subject::uuid END AS id) subject ON true
  LEFT JOIN payment_attempt a ON a.id = coalesce(
    (SELECT r.attempt_id FROM refund r WHERE r.id = subject.id),
    (SELECT d.attempt_id FROM dispute d WHERE d.provider_id = t.subject),
    subject.id)`;

/** A page of the tasks: those that are open first, then those that are done, each the oldest first. */
export async function listTasks(db: Database, { eventId, after, limit }: PageOfTasks): Promise<Task[]> {
  const text = `${TASK}
    WHERE ($1::text IS NULL OR t.event_id = $1) AND (t.done_at IS NOT NULL, t.id) > ($2::boolean, $3::bigint)
    ORDER BY t.done_at IS NOT NULL, t.id LIMIT $4`;
  return db.query<Task>({ name: 'list_tasks', text }, [
    eventId ?? null,
    after?.done ?? false,
    after?.id ?? 0,
    limit,
  ]);
}

/**
 * Records that somebody did what was to be done, once: a task that is done already stays as it is.
 * @returns the task; undefined where there is none of this id.
 */
export async function endTask(
  db: Database,
  id: number,
  { who, note }: { who: string; note?: string | undefined },
): Promise<Task | undefined> {
  return db.transaction(async (tx) => {
    const text = `UPDATE operator_task SET done_at = now(), done_by = $2,
        detail = CASE WHEN $3::text IS NULL THEN detail ELSE detail || jsonb_build_object('note', $3::text) END
      WHERE id = $1 AND done_at IS NULL RETURNING id`;
    const ended = await tx.query(text, [id, who, note ?? null]);
    const [task] = await tx.query<Task>(`${TASK} WHERE t.id = $1`, [id]);
    if (task && ended.length > 0) await record(tx, task, who, note);
    return task;
  });
}

/** In the event's actions, or in those of no event. */
async function record(tx: Transaction, task: Task, who: string, note: string | undefined): Promise<void> {
  const { kind, subject, eventId, preOrderId } = task;
  const detail = {
    task: kind,
    ...(preOrderId !== null && { preOrderId }),
    ...(note !== undefined && { note }),
  };
  if (eventId === null)
    await recordGeneralAction(tx, { who, what: 'end_task', detail: { ...detail, subject } });
  else await recordAction(tx, eventId, { who, what: 'end_task', detail });
}
