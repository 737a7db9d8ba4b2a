import type { Database } from './database';

/** What a provider says of a dispute (src/payments/provider.ts), as the inbox keeps it. */
export type DisputeFacts = Record<string, unknown>;

/** Records a dispute, books what the bank took back or gave back, and makes it a person's task. */
export async function recordDispute(db: Database, attemptId: string, facts: DisputeFacts): Promise<void> {
  const text = 'SELECT record_dispute($1, $2)';
  await db.query({ name: 'record_dispute', text }, [attemptId, JSON.stringify(facts)]);
}

/** @returns the statuses of those that are known, by the provider's id. */
export async function findDisputes(db: Database, providerIds: string[]): Promise<Map<string, string>> {
  const text = 'SELECT provider_id AS id, status FROM dispute WHERE provider_id = ANY ($1)';
  const rows = await db.query<{ id: string; status: string }>({ name: 'find_disputes', text }, [providerIds]);
  return new Map(rows.map(({ id, status }) => [id, status]));
}
