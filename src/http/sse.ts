import type { Response } from 'express';
import type { Listen } from '../domain/notifications';

interface Shown {
  /** JSON. */
  data: string;
  /** What is the same when there is nothing new to show. */
  identity: string;
  /** Nothing will change any more. */
  last: boolean;
}

/** Whoever takes nothing from one heartbeat to the next is closed; a browser comes back by itself. */
const HEARTBEAT_MS = 15_000;

/** When a stream looks after news, in milliseconds. */
export interface Pace {
  /** At least between two looks. */
  restMs: number;
  /** At most until it looks, by chance: those who hear of the same news must not all be told in one turn of the event loop. */
  spreadMs(): number;
}

/** Those that look later look on the same beats, in milliseconds: so many share a read. */
const BEAT_MS = 100;

export const AT_ONCE: Pace = { restMs: 0, spreadMs: () => 0 };

/**
 * Server-sent events: what `read` gives at once, and at every change at that pace.
 * @returns false where the client has gone meanwhile: its `close` has been, and nobody would hear it any more.
 */
export function openStream(
  response: Response,
  listen: Listen,
  subject: string,
  name: string,
  pace: Pace,
  read: () => Promise<Shown>,
): boolean {
  if (response.destroyed) return false;
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  let before: string | undefined;
  let state: 'idle' | 'soon' | 'looking' | 'again' = 'idle';
  let missed = false;
  const over = () => response.destroyed || response.writableEnded;
  // Thousands of streams hear of every sale: as long as one looks or rests, more news cost it nothing.
  const hear = () => {
    if (state === 'looking') state = 'again';
    if (state !== 'idle') return;
    const spreadMs = Math.random() * pace.spreadMs();
    if (spreadMs < 1) return void look();
    state = 'soon';
    setTimeout(() => void look(), spreadMs + BEAT_MS - ((performance.now() + spreadMs) % BEAT_MS));
  };
  const look = async () => {
    if (over()) return;
    // A slow reader gets the newest once there is room, not all that came meanwhile: nothing piles up here.
    if (response.writableNeedDrain) {
      missed = true;
      state = 'idle';
      return;
    }
    state = 'looking';
    // An outage is no news: the next look comes by itself.
    const shown = await read().catch(() => undefined);
    if (over()) return;
    if (shown && shown.identity !== before) {
      before = shown.identity;
      response.write(`event: ${name}\ndata: ${shown.data}\n\n`);
      if (shown.last) response.end();
    }
    setTimeout(() => {
      const again = (state as string) === 'again';
      state = 'idle';
      if (again) hear();
    }, pace.restMs);
  };
  const stop = listen(subject, hear);
  let full = false;
  const heartbeat = setInterval(() => {
    if (full && response.writableNeedDrain) response.destroy();
    else if (!response.writableNeedDrain) response.write(': still here\n\n');
    full = response.writableNeedDrain;
  }, HEARTBEAT_MS);
  response.on('drain', () => {
    full = false;
    if (missed) hear();
    missed = false;
  });
  response.on('close', () => {
    stop();
    clearInterval(heartbeat);
  });
  void look();
  return true;
}
