/** Keeps something from the server current: by its stream where that works, and by polling. */
import type { SharedStream, Subject } from './shared-stream';

/** Server-sent events. */
export interface Stream {
  shared: SharedStream;
  subject: Subject;
  onData(data: unknown): void;
}

export interface Followed {
  /** Left out for what has no stream. */
  stream?: Stream | undefined;
  /** Fetches it and shows it; never throws. */
  fetch(): Promise<void>;
  /** When to fetch again, in milliseconds, with the stream open or not; Infinity is not until `fetchNow`. */
  pollAfterMs(streaming: boolean): number;
}

export type Following = ReturnType<typeof follow>;

export function follow({ stream, fetch, pollAfterMs }: Followed) {
  let leave: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let streaming = false;
  let stopped = false;

  const schedule = () => {
    clearTimeout(timer);
    const ms = pollAfterMs(streaming);
    if (!stopped && Number.isFinite(ms)) timer = setTimeout(fetchNow, ms);
  };
  const fetchNow = () => {
    clearTimeout(timer);
    if (!stopped) void fetch().then(schedule);
  };
  const setStreaming = (on: boolean) => {
    if (!stream || on === (leave !== undefined)) return;
    leave?.();
    leave = undefined;
    streaming = false;
    if (on && !stopped)
      leave = stream.shared.follow(stream.subject, {
        onData(data) {
          stream.onData(data);
          schedule();
        },
        onStreaming(now) {
          streaming = now;
          schedule();
        },
      });
    schedule();
  };
  schedule();
  return {
    /** Follows the stream or not: a hidden page only polls now and then. */
    setStreaming,
    /** Fetches at once, because something has happened. */
    fetchNow,
    stop() {
      stopped = true;
      setStreaming(false);
      clearTimeout(timer);
    },
  };
}
