import { audit, type Offender } from '../db/audit';
import { openDatabase } from '../db/database';

/** Looks for breaches of the invariants in a database. @param eventId of one event; of all where it is left out. */
export async function auditDatabase(databaseUrl: string, eventId?: string): Promise<Offender[]> {
  const db = openDatabase({ url: databaseUrl, onError: () => undefined });
  try {
    return await audit(db, eventId);
  } finally {
    await db.close();
  }
}
