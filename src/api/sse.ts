import type { Response } from 'express';
import type { News } from '../db/news';

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

/** Server-sent events: what `read` gives at once and at every change, at most once in `everyMs`. */
export function openStream(
  response: Response,
  news: News,
  subject: string,
  name: string,
  everyMs: number,
  read: () => Promise<Shown>,
): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  let before: string | undefined;
  let state: 'idle' | 'looking' | 'again' = 'idle';
  let missed = false;
  // Thousands of streams hear of every sale: as long as one looks or rests, more news cost it nothing.
  const hear = () => {
    if (state === 'idle') void look();
    else state = 'again';
  };
  const look = async () => {
    // A slow reader gets the newest once there is room, not all that came meanwhile: nothing piles up here.
    if (response.writableNeedDrain) {
      missed = true;
      return;
    }
    state = 'looking';
    // An outage is no news: the next look comes by itself.
    const shown = await read().catch(() => undefined);
    if (shown && shown.identity !== before) {
      before = shown.identity;
      response.write(`event: ${name}\ndata: ${shown.data}\n\n`);
      if (shown.last) response.end();
    }
    setTimeout(() => {
      const again = (state as string) === 'again';
      state = 'idle';
      if (again) void look();
    }, everyMs);
  };
  const stop = news.listen(subject, hear);
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
}
