import type { Request, Response } from 'express';
import type { Listen } from '../domain/notifications';

/** A subject as it is at one moment. */
export interface Snapshot {
  /** JSON. */
  data: string;
  /** The same for snapshots that need not be sent again. */
  version: string;
  /** Nothing will change any more: the stream ends. Its route answers 204 to clients that connect again. */
  final: boolean;
}

/** How soon a stream reads after a notification, in milliseconds. */
export interface Pace {
  /** The shortest time between two reads. */
  minIntervalMs: number;
  /** The longest delay before a read, which is chosen at random: many streams of one subject must not all write in one turn of the event loop. */
  spreadMs(): number;
}

export const AT_ONCE: Pace = { minIntervalMs: 0, spreadMs: () => 0 };

export interface Stream {
  /** The id whose notifications are followed. */
  subject: string;
  /** The name of the events that are sent. */
  event: string;
  pace: Pace;
  read(): Promise<Snapshot>;
}

/** A client that takes nothing from one heartbeat to the next is disconnected. Browsers reconnect by themselves. */
const HEARTBEAT_MS = 15_000;

/** Delayed reads start at multiples of this, in milliseconds, so that many streams share one. */
const BEAT_MS = 100;

/**
 * Sends subjects as server-sent events: each now, and whenever it changes. Ends once all of them are final.
 * @returns false if nothing will be sent: the client has already left, so its `close` event is over, or it asked for the
 *   head only.
 */
export function openStream(response: Response, listen: Listen, ...streams: Stream[]): boolean {
  if (response.destroyed) return false;
  const request = response.req as Request | undefined;
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    // A proxy that compresses the stream would hold messages back.
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  // A client that asks for the head waits for its end.
  if (request?.method === 'HEAD') {
    response.end();
    return false;
  }
  let unfinished = streams.length;
  const onFinal = () => {
    unfinished -= 1;
    if (unfinished === 0) response.end();
  };
  const senders = streams.map((stream) => createSender(response, stream, onFinal));
  let wasFull = false;
  const heartbeat = setInterval(() => {
    if (wasFull && response.writableNeedDrain) response.destroy();
    else if (!response.writableNeedDrain) response.write(': still here\n\n');
    wasFull = response.writableNeedDrain;
  }, HEARTBEAT_MS);
  const endings = senders.map(({ subject, follower }) => listen(subject, follower.notify));
  response.on('drain', () => {
    wasFull = false;
    for (const { catchUp } of senders) catchUp();
  });
  response.on('close', () => {
    for (const stopListening of endings) stopListening();
    clearInterval(heartbeat);
  });
  for (const { follower } of senders) follower.start();
  return true;
}

/** Sends one subject of a stream whenever it has changed. */
function createSender(response: Response, { subject, event, pace, read }: Stream, onFinal: () => void) {
  let sent: string | undefined;
  let stale = false;
  let finished = false;
  const over = () => finished || response.destroyed || response.writableEnded;
  const follower = follow(pace, async () => {
    if (over()) return;
    // A slow client gets the newest snapshot once there is room, so nothing piles up for it.
    if (response.writableNeedDrain) {
      stale = true;
      return;
    }
    // An outage changes nothing: another notification follows.
    const snapshot = await read().catch(() => undefined);
    if (!snapshot || snapshot.version === sent || over()) return;
    sent = snapshot.version;
    response.write(`event: ${event}\ndata: ${snapshot.data}\n\n`);
    finished = snapshot.final;
    if (finished) onFinal();
  });
  return {
    subject,
    follower,
    /** There is room again. */
    catchUp() {
      if (stale) follower.notify();
      stale = false;
    },
  };
}

/** Runs `update` after notifications, one run at a time. Notifications during a run or a delay cost nothing. */
function follow({ minIntervalMs, spreadMs }: Pace, update: () => Promise<void>) {
  let state: 'idle' | 'delayed' | 'updating' | 'outdated' = 'idle';
  const start = async () => {
    state = 'updating';
    await update();
    setTimeout(() => {
      const again = (state as string) === 'outdated';
      state = 'idle';
      if (again) notify();
    }, minIntervalMs);
  };
  const notify = () => {
    if (state === 'updating') state = 'outdated';
    if (state !== 'idle') return;
    const delayMs = Math.random() * spreadMs();
    if (delayMs < 1) return void start();
    state = 'delayed';
    setTimeout(() => void start(), delayMs + BEAT_MS - ((performance.now() + delayMs) % BEAT_MS));
  };
  return { start: () => void start(), notify };
}
