import type { Database } from './database';

/** What a provider says of a dispute (src/payments/provider.ts), as the inbox keeps it. */
export type DisputeFacts = Record<string, unknown>;

/** Records a dispute, books what the bank took back or gave back, and makes it a person's task. */
export async function recordDispute(db: Database, attemptId: string, facts: DisputeFacts): Promise<void> {
  const text = 'SELECT record_dispute($1, $2)';
  await db.query({ name: 'record_dispute', text }, [attemptId, JSON.stringify(facts)]);
}
