import type { Database } from './database';

/** How many there are, and how old the oldest is, in seconds; 0 if there is none. */
export interface Waiting {
  count: number;
  oldestSeconds: number;
}

/** How payments stand, of all events. Every process gets the same numbers. */
export interface PaymentNumbers {
  /**
   * Payments that aren't over: `open` to be paid, `unknown` because the provider didn't answer, `uncaptured` although
   * their tickets are sold. The age is that of the attempt.
   */
  payments: Record<'open' | 'unknown' | 'uncaptured', Waiting>;
  refunds: Waiting;
  /** What the provider sent and nobody handled yet. */
  webhooksDue: number;
  /**
   * How long ago the provider sent something, in seconds; where it never did, since the first payment. Null where
   * nothing was paid yet.
   */
  webhookAgeSeconds: number | null;
  /** What needs a person, by kind. */
  tasks: { kind: string; count: number; oldestSeconds: number }[];
}

const AGE = (time: string) => `coalesce(greatest(0, extract(epoch FROM now() - min(${time}))), 0)::float8`;

/** Each reads a partial index of what isn't over. */
const PAYMENTS = `
  SELECT CASE a.status WHEN 'authorized' THEN 'uncaptured' WHEN 'unknown' THEN 'unknown' ELSE 'open' END AS state,
    count(*)::int AS count, ${AGE('a.created_at')} AS "oldestSeconds"
  FROM payment_attempt a
  WHERE a.check_at IS NOT NULL AND a.status IN ('open', 'processing', 'unknown', 'authorized') GROUP BY 1`;

const OTHERS = `
  SELECT (SELECT json_build_object('count', count(*), 'oldestSeconds', ${AGE('created_at')})
          FROM refund WHERE status = 'pending') AS refunds,
    (SELECT count(*) FROM webhook_inbox WHERE handle_at <= now())::int AS "webhooksDue",
    extract(epoch FROM now() - coalesce((SELECT max(received_at) FROM webhook_inbox),
      (SELECT min(created_at) FROM payment_attempt WHERE captured_cents > 0)))::float8 AS "webhookAgeSeconds"`;

const TASKS = `SELECT kind, count(*)::int AS count, ${AGE('at')} AS "oldestSeconds"
  FROM operator_task WHERE done_at IS NULL GROUP BY 1 ORDER BY 1`;

const NONE: Waiting = { count: 0, oldestSeconds: 0 };

/** Cheap enough to run every few seconds during a sale. */
export async function readPaymentNumbers(db: Database): Promise<PaymentNumbers> {
  const [states, [others], tasks] = await Promise.all([
    db.query<Waiting & { state: keyof PaymentNumbers['payments'] }>(
      { name: 'payment_numbers', text: PAYMENTS },
      [],
    ),
    db.query<Pick<PaymentNumbers, 'refunds' | 'webhooksDue' | 'webhookAgeSeconds'>>(
      { name: 'money_numbers', text: OTHERS },
      [],
    ),
    db.query<PaymentNumbers['tasks'][number]>({ name: 'task_numbers', text: TASKS }, []),
  ]);
  const payments = { open: NONE, unknown: NONE, uncaptured: NONE };
  for (const { state, count, oldestSeconds } of states) payments[state] = { count, oldestSeconds };
  return {
    payments,
    ...{ refunds: NONE, webhooksDue: 0, webhookAgeSeconds: null, ...others },
    tasks,
  };
}
