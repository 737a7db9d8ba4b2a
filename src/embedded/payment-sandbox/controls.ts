import { z } from 'zod';
import { faultSchema, type Fault } from './faults';
import { Problem } from './problems';
import { changeDispute, openDispute } from './refunds';
import type { Sandbox } from './sandbox';
import { faultsOf } from './seed';

/** Routes of the sandbox itself, which Stripe doesn't have. */

const faultsBody = z.union([
  z.strictObject({ faults: z.array(faultSchema) }),
  z.strictObject({ seed: z.int(), count: z.int().min(1).max(1_000).default(8) }),
  faultSchema,
]);

const clockBody = z.strictObject({ advanceSeconds: z.int().min(0) });

const disputeBody = z.strictObject({
  payment_intent: z.string(),
  amount: z.int().min(1).optional(),
  reason: z.string().optional(),
});

const disputeChange = z.strictObject({ status: z.enum(['needs_response', 'under_review', 'won', 'lost']) });

export interface Controls {
  sandbox: Sandbox;
  goAway(ms: number): void;
  setLatency(ms: number): void;
}

/** @returns what is answered as JSON; undefined if there is no such route. */
export function control(
  { sandbox, goAway, setLatency }: Controls,
  route: string,
  body: string,
): object | undefined {
  const read = <T>(schema: z.ZodType<T>): T => parse(schema, body);
  const [, disputeId] = /^POST \/sandbox\/disputes\/(\w+)$/.exec(route) ?? [];
  if (disputeId !== undefined) {
    const { status } = read(disputeChange);
    return committed(sandbox, () => changeDispute(sandbox, disputeId, status));
  }
  switch (route) {
    case 'POST /sandbox/faults': {
      const faults = faultsIn(read(faultsBody));
      for (const fault of faults) {
        if (fault.do === 'away') setImmediate(() => goAway(fault.forMs));
        else sandbox.faults.add(fault);
      }
      return { faults };
    }
    case 'GET /sandbox/faults':
      return { faults: sandbox.faults.left() };
    case 'DELETE /sandbox/faults':
      sandbox.faults.clear();
      return { faults: [] };
    case 'POST /sandbox/clock':
      sandbox.advance(read(clockBody).advanceSeconds * 1000);
      return { now: sandbox.agenda.seconds() };
    case 'POST /sandbox/latency': {
      const { latencyMs } = read(z.strictObject({ latencyMs: z.int().min(0).max(90_000) }));
      setLatency(latencyMs);
      return { latencyMs };
    }
    case 'POST /sandbox/disputes': {
      const { payment_intent: intent, amount, reason } = read(disputeBody);
      return committed(sandbox, () => openDispute(sandbox, intent, amount, reason));
    }
    case 'GET /sandbox/book':
      return bookOf(sandbox);
    default:
      return undefined;
  }
}

function faultsIn(body: z.infer<typeof faultsBody>): Fault[] {
  if ('do' in body) return [body];
  return 'faults' in body ? body.faults : faultsOf(body.seed, body.count);
}

/** The provider's own book, in Stripe's minor units, for comparison with the product's. */
function bookOf({ store: { tables } }: Sandbox): object {
  const attemptOf = (intent: string) => tables.intent.get(intent)?.metadata['attempt'];
  return {
    sessions: tables.session.all().map(({ id, status, amount, currency, intent, metadata }) => ({
      ...{ id, status, amount, currency, intent },
      attempt: metadata['attempt'],
    })),
    intents: tables.intent.all().map(({ metadata, ...intent }) => ({
      id: intent.id,
      attempt: metadata['attempt'],
      preOrder: metadata['pre_order'],
      method: intent.method,
      status: intent.status,
      currency: intent.currency,
      amount: intent.amount,
      authorized: intent.capturable,
      captured: intent.received,
      refunded: intent.refunded,
    })),
    refunds: tables.refund.all().map(({ id, intent, amount, currency, status, metadata }) => ({
      ...{ id, intent, amount, currency, status },
      attempt: attemptOf(intent),
      refund: metadata['refund'],
    })),
    disputes: tables.dispute.all().map(({ id, intent, amount, currency, status }) => ({
      ...{ id, intent, amount, currency, status },
      attempt: attemptOf(intent),
    })),
    keys: tables.key.all().map(({ id, operation, executions }) => ({ key: id, operation, executions })),
  };
}

function committed<T extends object>(sandbox: Sandbox, step: () => T): T {
  try {
    return step();
  } finally {
    sandbox.commit();
  }
}

function parse<T>(schema: z.ZodType<T>, body: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Problem(400, 'invalid_request_error', 'The body is not JSON.');
  }
  const read = schema.safeParse(value);
  if (!read.success) throw new Problem(400, 'invalid_request_error', z.prettifyError(read.error));
  return read.data;
}
