import type { Database } from '../../src/db/database';
import type { SandboxBook } from '../helpers/sandbox-process';

/** An attempt to pay, with its pre-order. */
interface AttemptRow {
  id: string;
  preOrderId: string;
  eventId: string;
  status: string;
  preOrderStatus: string;
  /** Whether it is the one that pays for its pre-order. */
  pays: boolean;
  intentId: string | null;
  providerId: string | null;
  /** Whether the provider is still to be asked about it. */
  isOpen: boolean;
  amount: number;
  captured: number;
  /** The price of the tickets that it pays for and that admit somebody. */
  live: number;
}

interface RefundRow {
  id: string;
  attemptId: string;
  status: 'pending' | 'succeeded' | 'failed';
  amount: number;
  hasTask: boolean;
}

interface Rows {
  attempts: AttemptRow[];
  refunds: RefundRow[];
  ledger: { currency: string; amount: number }[];
}

/**
 * Compares the provider's books with ours, and both with the tickets. Events must be sold in a currency whose minor
 * units the provider counts as we do.
 * @returns the problems, one sentence each; some solve themselves while money is still being settled.
 */
export async function checkMoney(db: Database, book: SandboxBook): Promise<string[]> {
  const rows = await readRows(db);
  return [
    ...checkIntents(rows, book),
    ...checkRefunds(rows, book),
    ...checkOrders(rows, book),
    ...checkLedger(rows, book),
  ];
}

async function readRows(db: Database): Promise<Rows> {
  const [attempts, refunds, ledger] = await Promise.all([
    db.query<AttemptRow & { [column: string]: unknown }>(
      {
        name: 'faults_attempts',
        text: `SELECT a.id, a.pre_order_id AS "preOrderId", p.event_id AS "eventId", a.status, p.status AS "preOrderStatus",
                 p.payment_id IS NOT DISTINCT FROM a.id AS pays, a.intent_id AS "intentId", a.provider_id AS "providerId",
                 a.check_at IS NOT NULL AS "isOpen",
                 a.amount_cents::float8 AS amount, a.captured_cents::float8 AS captured,
                 CASE WHEN p.payment_id = a.id THEN (
                   SELECT coalesce(sum((i.item->>'unitPriceCents')::float8), 0)
                   FROM ticket k JOIN LATERAL jsonb_array_elements(p.items) AS i (item) ON i.item->>'ticketType' = k.ticket_type
                   WHERE k.pre_order_id = p.id AND k.status = 'sold') ELSE 0 END AS live
               FROM payment_attempt a JOIN pre_order p ON p.id = a.pre_order_id`,
      },
      [],
    ),
    db.query<RefundRow & { [column: string]: unknown }>(
      {
        name: 'faults_refunds',
        text: `SELECT r.id, r.attempt_id AS "attemptId", r.status, r.amount_cents::float8 AS amount,
                 EXISTS (SELECT FROM operator_task t WHERE t.kind = 'refund_failed' AND t.subject = r.id::text) AS "hasTask"
               FROM refund r`,
      },
      [],
    ),
    db.query<{ currency: string; amount: number }>(
      {
        name: 'faults_ledger',
        text: `SELECT currency, sum(amount_cents)::float8 AS amount FROM ledger WHERE account = 'provider' GROUP BY 1`,
      },
      [],
    ),
  ]);
  return { attempts, refunds, ledger };
}

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** What each payment has taken is what its attempt says, and nothing that can still be paid is left open. */
function checkIntents({ attempts }: Rows, { intents, sessions }: SandboxBook): string[] {
  const problems: string[] = [];
  const known = new Map(attempts.map((attempt) => [attempt.intentId, attempt]));
  for (const intent of intents) {
    const attempt = known.get(intent.id);
    if (intent.status === 'requires_capture')
      problems.push(`${intent.id}: reserved, and neither taken nor given back`);
    if (intent.captured > 0 && !attempt)
      problems.push(`${intent.id}: paid, and no attempt has it (it says ${intent.attempt})`);
    if (attempt && attempt.captured !== intent.captured)
      problems.push(`${intent.id}: took ${intent.captured}, the attempt says ${attempt.captured}`);
  }
  const ids = new Set(intents.map(({ id }) => id));
  for (const { id, captured, intentId } of attempts)
    if (captured > 0 && !ids.has(intentId ?? ''))
      problems.push(`attempt ${id}: paid, the provider has nothing`);
  const opened = new Set(attempts.map(({ providerId }) => providerId));
  // Where the provider failed after it had opened a page, nobody has its address.
  for (const { id, status } of [...sessions, ...intents])
    if ((status === 'open' || status === 'requires_action') && opened.has(id))
      problems.push(`${id}: can still be paid`);
  return problems;
}

/** Each refund was made once, with its amount. */
function checkRefunds({ attempts, refunds }: Rows, book: SandboxBook): string[] {
  const problems: string[] = [];
  const rows = new Map(refunds.map((refund) => [refund.id, refund]));
  const made = new Map<string, SandboxBook['refunds']>();
  for (const one of book.refunds.filter(({ status }) => status !== 'failed')) {
    const id = one.refund;
    made.set(id, [...(made.get(id) ?? []), one]);
  }
  for (const [id, all] of made) {
    const row = rows.get(id);
    if (!row) problems.push(`refund ${id}: the provider made it, and there is no such refund`);
    if (all.length > 1) problems.push(`refund ${id}: made ${all.length} times`);
    if (row && row.amount !== sum(all.map(({ amount }) => amount)))
      problems.push(`refund ${id}: its amount is ${row.amount}, the provider says otherwise`);
  }
  for (const { id, status, hasTask } of refunds) {
    const succeeded = made.get(id)?.some((one) => one.status === 'succeeded') ?? false;
    if (status === 'pending') problems.push(`refund ${id}: never made`);
    if ((status === 'succeeded') !== succeeded)
      problems.push(`refund ${id}: is ${status}, the provider says ${succeeded ? 'succeeded' : 'otherwise'}`);
    if (status === 'failed' && !hasTask)
      problems.push(`refund ${id}: failed, and nobody was asked to see to it`);
  }
  const taken = new Map(book.intents.map(({ id, captured }) => [id, captured]));
  for (const { intentId, id } of attempts) {
    const back = sum(
      book.refunds
        .filter((one) => one.intent === intentId && one.status !== 'failed')
        .map(({ amount }) => amount),
    );
    if (back > (taken.get(intentId ?? '') ?? 0))
      problems.push(`attempt ${id}: more was given back than taken`);
  }
  return problems;
}

/** Every buyer who paid has the tickets, or the money back. */
function checkOrders({ attempts, refunds }: Rows, book: SandboxBook): string[] {
  const problems: string[] = [];
  const net = (attempt: AttemptRow) =>
    sum(book.intents.filter(({ id }) => id === attempt.intentId).map((one) => one.captured)) -
    sum(
      book.refunds
        .filter((one) => one.intent === attempt.intentId && one.status === 'succeeded')
        .map(({ amount }) => amount),
    );
  // Money that the provider can't give back is for a person to see to.
  const withPerson = (attempt: AttemptRow) =>
    sum(
      refunds
        .filter((one) => one.attemptId === attempt.id && one.status === 'failed')
        .map(({ amount }) => amount),
    );
  for (const { id, status, isOpen } of attempts)
    if (isOpen) problems.push(`attempt ${id}: ${status}, and not settled`);
  for (const attempt of attempts) {
    const kept = net(attempt) - withPerson(attempt);
    if (kept !== attempt.live)
      problems.push(
        `${attempt.preOrderId} (${attempt.preOrderStatus}), attempt ${attempt.id} (${attempt.status}${attempt.pays ? ', pays' : ''}): ` +
          `${kept} is kept for live tickets worth ${attempt.live}`,
      );
  }
  return problems;
}

function checkLedger({ ledger }: Rows, { intents, refunds }: SandboxBook): string[] {
  const currencies = new Set([
    ...ledger.map(({ currency }) => currency),
    ...intents.map(({ currency }) => currency.toUpperCase()),
  ]);
  return [...currencies].flatMap((currency) => {
    const of = <T extends { currency: string }>(objects: T[]) =>
      objects.filter((one) => one.currency.toUpperCase() === currency);
    const provider =
      sum(of(intents).map((one) => one.captured)) -
      sum(of(refunds).map(({ amount, status }) => (status === 'succeeded' ? amount : 0)));
    const ours = sum(of(ledger).map(({ amount }) => amount));
    return ours === provider ? [] : [`the ledger has ${ours} ${currency}, the provider ${provider}`];
  });
}
