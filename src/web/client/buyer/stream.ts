/** Follows something on the server: by its stream where that works, else by asking again and again. */

export interface Followed {
  url: string;
  /** The name of its server-sent events. */
  name: string;
  onData(data: unknown): void;
  /** Asks for it and shows it; never throws. */
  ask(): Promise<void>;
  /** When to ask again, in milliseconds, with the stream and without it. */
  askAgainMs(streaming: boolean): number;
}

export interface Following {
  /** Whether the stream is wanted: a page that nobody looks at only asks now and then. */
  stream(wanted: boolean): void;
  /** Something has happened that makes it worth asking at once. */
  askNow(): void;
  stop(): void;
}

export function follow({ url, name, onData, ask, askAgainMs }: Followed): Following {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted = false;
  let stopped = false;

  const later = () => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(askNow, askAgainMs(source?.readyState === EventSource.OPEN));
  };
  const askNow = () => {
    clearTimeout(timer);
    if (stopped) return;
    // A stream that was refused doesn't come back by itself.
    if (wanted && source?.readyState === EventSource.CLOSED) open();
    void ask().then(later);
  };
  const close = () => {
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    const opened = new EventSource(url);
    source = opened;
    opened.addEventListener(name, (event: MessageEvent<string>) => {
      onData(JSON.parse(event.data));
      later();
    });
    // It opens again by itself; what was missed meanwhile is its first event.
    opened.addEventListener('error', later);
  };
  later();
  return {
    stream(on) {
      if (on === wanted || stopped) return;
      wanted = on;
      if (on) open();
      else close();
      later();
    },
    askNow,
    stop() {
      stopped = true;
      clearTimeout(timer);
      close();
    },
  };
}
