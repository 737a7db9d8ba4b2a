import type { Client } from '@temporalio/client';
import type { Database } from '../db/database';
import { findArchived } from '../db/removals';
import { findUnsold } from '../db/reconcile';
import { PRE_ORDER_WORKFLOW, subjectOf } from '../contract/names';
import { searchAttributes } from '../contract/search-attributes';

/** A purchase that its buyer knows as sold and the database doesn't, because it was restored to an earlier moment. */
export interface LostSale {
  preOrderId: string;
  eventId: string;
  soldAt: Date | undefined;
}

/** What a comparison found, and how far back it could see. */
export interface LostSales {
  /** Temporal has deleted purchases that ended before this; undefined if it doesn't say. */
  since: Date | undefined;
  lost: LostSale[];
}

const BATCH = 1_000;

/**
 * Compares the purchases that Temporal knows as sold with the rows. It reads all of them, as far back as the
 * namespace keeps them, so run it after a restore and not every minute. Archived events have no rows to compare.
 */
export async function findLostSales(db: Database, client: Client): Promise<LostSales> {
  const since = await readHorizon(client);
  const query = `WorkflowType = '${PRE_ORDER_WORKFLOW}' AND PreOrderStatus = 'sold' AND ExecutionStatus = 'Completed'`;
  const sold = new Map<string, LostSale>();
  for await (const { workflowId, closeTime, typedSearchAttributes } of client.workflow.list({ query })) {
    const preOrderId = subjectOf(workflowId);
    const eventId = typedSearchAttributes.get(searchAttributes.eventId) ?? '';
    sold.set(preOrderId, { preOrderId, eventId, soldAt: closeTime });
  }
  const ids = [...sold.keys()];
  const missing: LostSale[] = [];
  for (let i = 0; i < ids.length; i += BATCH)
    for (const id of await findUnsold(db, ids.slice(i, i + BATCH))) missing.push(sold.get(id) as LostSale);
  const archived = await findArchived(db, [...new Set(missing.map(({ eventId }) => eventId))]);
  return { since, lost: missing.filter(({ eventId }) => !archived.has(eventId)) };
}

/** The namespace's retention, counted back from now. */
async function readHorizon({ workflowService, options: { namespace } }: Client): Promise<Date | undefined> {
  const { config } = await workflowService.describeNamespace({ namespace });
  const seconds = config?.workflowExecutionRetentionTtl?.seconds;
  return seconds === undefined || seconds === null
    ? undefined
    : new Date(Date.now() - Number(seconds) * 1_000);
}
