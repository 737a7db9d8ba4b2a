import { beganWithin } from '../db/buyer-sessions';
import type { Database } from '../db/database';
import { Refusal } from '../domain/refusal';
import type { SessionName } from './sessions';

/** For how long a sign-in allows changes of how a buyer signs in, in seconds. */
const FRESH_SECONDS = 300;

/** Whether the buyer of a session signed in just now; asked of the database, so it is never true of one that has ended. */
export const isFresh = async (db: Database, { known, sessionId }: SessionName): Promise<boolean> =>
  known && (await beganWithin(db, sessionId, FRESH_SECONDS));

/** @throws {Refusal} `sign_in_again`, also for anonymous buyers. */
export async function requireFresh(db: Database, session: SessionName): Promise<void> {
  if (!(await isFresh(db, session))) throw new Refusal({ code: 'sign_in_again' });
}
