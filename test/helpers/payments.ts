/** Payments by their rows alone, without a provider. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/db/database';
import {
  beginPayment,
  recordPayment,
  type Begun,
  type PaymentFacts,
  type Recorded,
} from '../../src/db/payments';
import { beginRefund, recordRefund } from '../../src/db/refunds';
import type { PaymentMethod } from '../../src/domain/payment';
import { request, type TestDatabase } from './database';

/** Begins an attempt. @returns what came of it; `attempt` is the one in flight. */
export function pay(db: Database, preOrderId: string, method: PaymentMethod = 'card'): Promise<Begun> {
  return beginPayment(db, {
    ...{ preOrderId, attemptId: randomUUID(), method, returnUrl: 'http://shop/', description: 'tickets' },
    ...{ graceSeconds: 120, mostAttempts: 5, leaseSeconds: 15 },
  });
}

/** The last attempt of a pre-order. */
export async function lastAttempt(db: Database, preOrderId: string): Promise<string | undefined> {
  const text = 'SELECT id FROM payment_attempt WHERE pre_order_id = $1 ORDER BY number DESC LIMIT 1';
  return (await db.query<{ id: string }>({ name: 'last_attempt', text }, [preOrderId]))[0]?.id;
}

/** The provider says something of the last attempt; without one, nothing happens. */
export async function hear(
  db: Database,
  preOrderId: string,
  facts: Omit<PaymentFacts, 'attemptId' | 'capturedCents'> & { capturedCents?: number },
): Promise<Recorded | undefined> {
  const attemptId = await lastAttempt(db, preOrderId);
  if (attemptId === undefined) return undefined;
  const provider = { providerId: `cs_${attemptId}`, intentId: `pi_${attemptId}` };
  return recordPayment(db, { attemptId, capturedCents: 0, ...provider, ...facts }, 5);
}

/** Gives the money of these tickets back (of all that are left), as far as the provider says. */
export async function refund(
  db: Database,
  preOrderId: string,
  status: 'pending' | 'succeeded' | 'failed',
  tickets?: string[],
): Promise<string> {
  const begun = await beginRefund(db, {
    ...{ preOrderId, refundId: randomUUID(), cause: 'operator', key: randomUUID(), reason: '', who: 'token' },
    tickets,
  });
  if (begun.refund !== null && status !== 'pending')
    await recordRefund(db, begun.refund, { status, providerId: `re_${begun.refund}` });
  return begun.outcome;
}

/** A new buyer holds tickets of the type `pista`. @returns the pre-order's id. */
export async function holdsTickets(sale: TestDatabase, event: string, quantity: number): Promise<string> {
  const one = request(event, { pista: quantity });
  await sale.join(one);
  await sale.hold(one.preOrderId);
  return one.preOrderId;
}

/** A purchase that was paid by card, after a card that was declined. @returns the pre-order's id. */
export async function buysByCard(sale: TestDatabase, event: string, quantity = 2): Promise<string> {
  const id = await holdsTickets(sale, event, quantity);
  await pay(sale.db, id);
  await hear(sale.db, id, { status: 'declined', declineReason: 'insufficient_funds' });
  await pay(sale.db, id);
  await hear(sale.db, id, { status: 'authorized' });
  await sale.sell(id);
  await hear(sale.db, id, { status: 'paid', capturedCents: quantity * 49_500 });
  return id;
}
