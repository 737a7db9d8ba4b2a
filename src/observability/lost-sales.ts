import type { Client } from '@temporalio/client';
import type { Database } from '../db/database';
import { findUnsold } from '../db/reconcile';
import { PRE_ORDER_WORKFLOW, subjectOf } from '../contract/names';
import { searchAttributes } from '../contract/search-attributes';

/** A purchase that its buyer knows as sold and the database doesn't, because it was restored to an earlier moment. */
export interface LostSale {
  preOrderId: string;
  eventId: string;
  soldAt: Date | undefined;
}

const BATCH = 1_000;

/**
 * Compares the purchases that Temporal knows as sold with the rows. It reads all of them, as far back as the
 * namespace keeps them, so run it after a restore and not every minute.
 */
export async function findLostSales(db: Database, client: Client): Promise<LostSale[]> {
  const query = `WorkflowType = '${PRE_ORDER_WORKFLOW}' AND PreOrderStatus = 'sold' AND ExecutionStatus = 'Completed'`;
  const sold = new Map<string, LostSale>();
  for await (const { workflowId, closeTime, typedSearchAttributes } of client.workflow.list({ query })) {
    const preOrderId = subjectOf(workflowId);
    const eventId = typedSearchAttributes.get(searchAttributes.eventId) ?? '';
    sold.set(preOrderId, { preOrderId, eventId, soldAt: closeTime });
  }
  const ids = [...sold.keys()];
  const lost: LostSale[] = [];
  for (let i = 0; i < ids.length; i += BATCH)
    for (const id of await findUnsold(db, ids.slice(i, i + BATCH))) lost.push(sold.get(id) as LostSale);
  return lost;
}
