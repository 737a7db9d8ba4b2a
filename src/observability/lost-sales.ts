import type { Client } from '@temporalio/client';
import type { Database } from '../db/database';
import { findUnsold } from '../db/reconcile';
import { PRE_ORDER_WORKFLOW, subjectOf } from '../contract/names';
import { searchAttributes } from '../contract/search-attributes';

/** A buyer was told that it is sold, and the database doesn't know: it was restored to an earlier moment. */
export interface LostSale {
  preOrderId: string;
  eventId: string;
  soldAt: Date | undefined;
}

const AT_ONCE = 1_000;

/**
 * Holds what Temporal knows to be sold against the rows. It reads the whole list of sold purchases, as far back as the
 * namespace keeps them, so it is for after a restore and not for every minute.
 */
export async function findLostSales(db: Database, client: Client): Promise<LostSale[]> {
  const query = `WorkflowType = '${PRE_ORDER_WORKFLOW}' AND PreOrderStatus = 'sold' AND ExecutionStatus = 'Completed'`;
  const lost: LostSale[] = [];
  let batch = new Map<string, LostSale>();
  const check = async () => {
    for (const id of await findUnsold(db, [...batch.keys()])) lost.push(batch.get(id) as LostSale);
    batch = new Map();
  };
  for await (const { workflowId, closeTime, typedSearchAttributes } of client.workflow.list({ query })) {
    const preOrderId = subjectOf(workflowId);
    const eventId = typedSearchAttributes.get(searchAttributes.eventId) ?? '';
    batch.set(preOrderId, { preOrderId, eventId, soldAt: closeTime });
    if (batch.size === AT_ONCE) await check();
  }
  await check();
  return lost;
}
