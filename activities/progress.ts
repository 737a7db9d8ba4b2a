import { Context } from '@temporalio/activity';

/**
 * Shows in the Temporal UI how much the running activity has done, and ends it when its worker shuts down. A worker
 * that is killed stops showing it, so that another one goes on soon.
 */
export function progress() {
  const context = Context.current();
  return { signal: context.cancellationSignal, onBatch: (done: number) => context.heartbeat(done) };
}

/** How often work that is one statement is shown to go on, in milliseconds. */
const SHOWN_MS = 2_000;

/** Waits for work that can't say how far it is, and shows meanwhile that its worker lives. */
export async function whileShown<T>(work: Promise<T>): Promise<T> {
  const context = Context.current();
  const shown = setInterval(() => context.heartbeat(), SHOWN_MS);
  try {
    return await work;
  } finally {
    clearInterval(shown);
  }
}
