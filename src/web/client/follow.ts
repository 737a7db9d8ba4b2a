/** Keeps something from the server current: by its stream where that works, and by polling. */

/** Server-sent events. */
export interface Stream {
  url: string;
  eventName: string;
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
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted = false;
  let stopped = false;

  const schedule = () => {
    clearTimeout(timer);
    const ms = pollAfterMs(source?.readyState === EventSource.OPEN);
    if (!stopped && Number.isFinite(ms)) timer = setTimeout(fetchNow, ms);
  };
  const fetchNow = () => {
    clearTimeout(timer);
    if (stopped) return;
    // The browser doesn't reopen a stream that was refused.
    if (wanted && source?.readyState === EventSource.CLOSED) open();
    void fetch().then(schedule);
  };
  const close = () => {
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    if (!stream) return;
    source = new EventSource(stream.url);
    source.addEventListener(stream.eventName, (event: MessageEvent<string>) => {
      stream.onData(JSON.parse(event.data));
      schedule();
    });
    // The browser reopens it by itself; its first event is what was missed meanwhile.
    source.addEventListener('error', schedule);
  };
  schedule();
  return {
    /** Opens or closes the stream: a hidden page only polls now and then. */
    setStreaming(on: boolean) {
      if (on === wanted || stopped) return;
      wanted = on;
      if (on) open();
      else close();
      schedule();
    },
    /** Fetches at once, because something has happened. */
    fetchNow,
    stop() {
      stopped = true;
      clearTimeout(timer);
      close();
    },
  };
}
