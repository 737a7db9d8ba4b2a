import { Batcher } from '../concurrency/batcher';
import {
  endSession,
  endSessions,
  readSessions,
  readWhichEnded,
  recordUse,
  type SessionRow,
} from '../db/buyer-sessions';
import type { Database } from '../db/database';
import { Refusal } from '../domain/refusal';
import { Unavailable } from '../domain/unavailable';
import type { EndedSessions } from './ended-sessions';

/** A session that isn't used for so long has ended, in days. */
const IDLE_DAYS = 30;

/** What names a session. */
export interface SessionName {
  sessionId: string;
  buyerId: string;
  known: boolean;
}

/** The use cases of sessions. */
export function createSessionUses(db: Database, ended: EndedSessions, onError: (error: unknown) => void) {
  const checks = new Batcher<string, boolean>({
    async run(ids) {
      const gone = await readWhichEnded(db, ids);
      return ids.map((id) => gone.has(id));
    },
    isOutage: (error) => error instanceof Unavailable,
  });
  const uses = new Batcher<string, undefined>({
    async run(ids) {
      await recordUse(db, ids);
      return ids.map(() => undefined);
    },
    isOutage: () => true,
  });
  return {
    /**
     * Asks the database whether a session has ended, for what matters more than a round trip.
     * @throws {Refusal} `session_ended`.
     */
    async requireLive({ sessionId }: SessionName): Promise<void> {
      if (!(await checks.add(sessionId))) return;
      ended.add([sessionId]);
      throw new Refusal({ code: 'session_ended' });
    },
    /** Notes that a session is in use; nobody waits for it. */
    used({ sessionId }: SessionName): void {
      uses.add(sessionId).catch(onError);
    },
    /** A known buyer's sessions, the newest first. */
    list: (buyerId: string): Promise<SessionRow[]> => readSessions(db, buyerId, IDLE_DAYS),
    /** Ends this session. Again, it changes nothing. */
    async end(session: SessionName): Promise<void> {
      await db.transaction((tx) => endSession(tx, session));
      ended.add([session.sessionId]);
    },
    /** Ends one of a known buyer's sessions. @throws {Refusal} `session_not_found`. */
    async endOne(buyerId: string, sessionId: string): Promise<void> {
      if (!(await db.transaction((tx) => endSession(tx, { sessionId, buyerId, known: true }))))
        throw new Refusal({ code: 'session_not_found' });
      ended.add([sessionId]);
    },
    /** Ends all sessions of a known buyer but this one. */
    async endOthers({ buyerId, sessionId }: SessionName): Promise<void> {
      ended.add(await db.transaction((tx) => endSessions(tx, buyerId, sessionId)));
    },
  };
}
