import { endSession } from '../db/buyer-sessions';
import type { Database } from '../db/database';
import { endErasedSessions, eraseBuyer, exportBuyer, findNotErased } from '../db/erase-buyer';
import { Refusal } from '../domain/refusal';
import type { EndedSessions } from './ended-sessions';
import type { ErasureEntry, ErasureJournal } from './erasure-journal';
import { requireFresh } from './fresh';
import type { SessionName } from './sessions';

export interface OwnDataDependencies {
  db: Database;
  endedSessions: EndedSessions;
  /** Without it, an erasure doesn't survive that an older backup is restored. */
  journal?: ErasureJournal | undefined;
  /** Tells a pre-order's workflow that it was given back. */
  signalGiveBack(preOrderId: string): Promise<void>;
  onError(error: unknown): void;
}

/** What is stored about a buyer: theirs to have, and to have erased. */
export function createOwnData({ db, endedSessions, journal, signalGiveBack, onError }: OwnDataDependencies) {
  return {
    /** All of it but secrets. */
    export: ({ buyerId }: SessionName) => exportBuyer(db, buyerId),
    /**
     * Erases the buyer, gives back what is open and ends all their sessions.
     * @throws {Refusal} `payment_open` while an order is being paid; `sign_in_again` for a known buyer who signed in more
     *   than five minutes ago; `session_ended` if that came first.
     */
    async erase(session: SessionName): Promise<void> {
      if (session.known) await requireFresh(db, session);
      const { givenBack, sessions } = await db.transaction(async (tx) => {
        if (!(await endSession(tx, session))) throw new Refusal({ code: 'session_ended' });
        const erased = await eraseBuyer(tx, session.buyerId);
        if (erased.paying > 0) throw new Refusal({ code: 'payment_open' });
        // Before the commit: what was answered is in the journal. If the commit fails, a restore completes what was wanted.
        await journal?.append({
          ...{ at: new Date().toISOString(), buyerId: session.buyerId, sessions: erased.sessions },
        });
        return erased;
      });
      endedSessions.add(sessions);
      // The rows are settled; without the signal the workflows would learn of it by their timers.
      for (const id of givenBack) signalGiveBack(id).catch(onError);
    },
  };
}

/**
 * Erases anew the buyers who came back with a restored backup. Again, it changes nothing.
 * @returns how many buyers were erased by this.
 */
export async function applyErasures(db: Database, entries: readonly ErasureEntry[]): Promise<number> {
  const back = await findNotErased(
    db,
    entries.map(({ buyerId }) => buyerId),
  );
  for (const { buyerId, sessions } of entries)
    if (back.has(buyerId))
      await db.transaction(async (tx) => {
        // An order that is being paid belongs to its workflow, which goes on.
        await eraseBuyer(tx, buyerId);
        await endErasedSessions(tx, buyerId, sessions);
      });
  return back.size;
}
