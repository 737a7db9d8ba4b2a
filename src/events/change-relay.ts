import { poll } from '../concurrency/poller';
import type { Database } from '../db/database';
import { claimPendingSignals, settlePendingSignal, type PendingSignal } from '../db/sale';

/** How often pending signals are looked for, in milliseconds. */
const POLL_MS = 1_000;

/** How long a process may take to send one, in seconds; then others may. */
const LEASE_SECONDS = 10;

const AT_ONCE = 20;

/**
 * Signals each sale's workflow when its event has changed, and starts the workflow where there is none. The database
 * keeps what is pending, so it doesn't matter whether Temporal answers when an event changes.
 * @returns stops.
 */
export function relayChanges(
  db: Database,
  signal: (sale: PendingSignal) => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  const relay = async () => {
    const pending = await claimPendingSignals(db, AT_ONCE, LEASE_SECONDS);
    await Promise.all(
      pending.map(async (sale) => {
        await signal(sale);
        await settlePendingSignal(db, sale);
      }),
    );
  };
  // What was claimed and not sent is pending again when its lease lapses.
  return poll(POLL_MS, relay, onError);
}
