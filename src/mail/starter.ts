import { setTimeout as delay } from 'node:timers/promises';
import { poll } from '../concurrency/poller';
import type { Database } from '../db/database';
import { claimDueMails, leaveMail } from '../db/mail';

/** How often mails are looked for, in milliseconds. */
const POLL_MS = 500;

/** How long a process may take to start those that it claimed, in seconds; then others may. A code is soon too old. */
const CLAIM_SECONDS = 15;

/** After this, in seconds, a mail that hasn't left gets its workflow again, in case Temporal lost it. */
const WORKFLOW_SECONDS = 600;

/**
 * Starts the workflow of each queued mail, at the pace of the mail server: more at once would only take processors from
 * the buyers' workflows.
 * @param perSecond how many mails the server takes, from all processes together.
 * @param start starts a workflow; one that runs already is no error.
 * @returns stops.
 */
export function startMails(
  db: Database,
  perSecond: number,
  start: (mail: { id: string; kind: string }) => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let stopped = false;
  const turn = async () => {
    const mails = await claimDueMails(db, perSecond, CLAIM_SECONDS);
    const began = performance.now();
    for (const [i, mail] of mails.entries()) {
      // Evenly: a second's mails at once would keep the buyers' workflows waiting for some tenths of it.
      await delay(Math.max(0, began + (i * 1_000) / perSecond - performance.now()));
      // Others start those that are left, once the claim is over.
      if (stopped) return;
      await start(mail);
      await leaveMail(db, mail.id, WORKFLOW_SECONDS);
    }
  };
  const stop = poll(POLL_MS, turn, onError);
  return () => {
    stopped = true;
    stop();
  };
}
