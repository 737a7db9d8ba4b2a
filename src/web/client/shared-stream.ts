/**
 * One stream for the whole browser, which opens at most six connections to a host over HTTP/1.1: one tab has it and
 * passes on to the others what they follow.
 */
import { joinElection } from './leader';

/** What is followed, such as `event rock` or `preorder 6f1c…`: the name of its messages and its id. */
export type Subject = `${'event' | 'preorder'} ${string}`;

export interface Follower {
  onData(data: unknown): void;
  /** The stream of this subject has opened or closed. */
  onStreaming(streaming: boolean): void;
}

export interface SharedStream {
  /** @returns ends it. */
  follow(subject: Subject, follower: Follower): () => void;
}

type Message =
  /** What a tab follows; nothing when it is hidden or goes. */
  | { tab: string; follows: Subject[] }
  /** A new leader asks what the others follow. */
  | { asks: true }
  /** From the leader: what its open stream has. */
  | { streams: Subject[] }
  | { subject: Subject; data: unknown };

const NAME = 'bilheteria.stream';

/** The server takes no more of a kind in one stream; the others are polled. */
const MOST_SUBJECTS = 20;

/** Several changes within this time reopen the stream once, in milliseconds. */
const SETTLE_MS = 50;

/** How long after a refusal the stream is tried again, in milliseconds; the browser itself does so after lost connections. */
const RETRY_MS = 5_000;

export function createSharedStream(): SharedStream {
  const tab = Math.random().toString(36).slice(2);
  const followers = new Map<Subject, Set<Follower>>();
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(NAME);
  const post = (message: Message) => channel?.postMessage(message);
  const postFollows = () => post({ tab, follows: [...followers.keys()] });

  const onData = (subject: Subject, data: unknown) =>
    followers.get(subject)?.forEach((one) => one.onData(data));
  let streams: Subject[] = [];
  const onStreams = (now: Subject[]) => {
    const before = streams;
    streams = now;
    for (const [subject, group] of followers)
      if (before.includes(subject) !== now.includes(subject))
        group.forEach((one) => one.onStreaming(now.includes(subject)));
  };
  const connection = createConnection({
    onData(subject, data) {
      onData(subject, data);
      post({ subject, data });
    },
    onStreams(now) {
      onStreams(now);
      post({ streams: now });
    },
  });

  let leads = false;
  const others = new Map<string, Subject[]>();
  const connect = () => {
    if (leads) connection.set([...new Set([...followers.keys(), ...[...others.values()].flat()])]);
  };
  const election = joinElection(NAME, (won) => {
    if (won === leads) return;
    leads = won;
    others.clear();
    if (won) post({ asks: true });
    else connection.set([]);
    connect();
  });
  channel?.addEventListener('message', ({ data: message }: MessageEvent<Message>) => {
    if ('asks' in message) postFollows();
    else if ('streams' in message) onStreams(message.streams);
    else if ('subject' in message) onData(message.subject, message.data);
    else if (leads) {
      others.set(message.tab, message.follows);
      post({ streams });
      connect();
    }
  });

  const onFollowersChanged = () => {
    postFollows();
    if (followers.size > 0) election.run();
    else election.withdraw();
    connect();
  };
  return {
    follow(subject, follower) {
      const group = followers.get(subject) ?? new Set();
      followers.set(subject, group.add(follower));
      if (streams.includes(subject)) follower.onStreaming(true);
      onFollowersChanged();
      return () => {
        group.delete(follower);
        if (group.size > 0 || followers.get(subject) !== group) return;
        followers.delete(subject);
        onFollowersChanged();
      };
    },
  };
}

interface ConnectionEvents {
  onData(subject: Subject, data: unknown): void;
  onStreams(subjects: Subject[]): void;
}

/** The connection of the tab that leads. */
function createConnection({ onData, onStreams }: ConnectionEvents) {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted: Subject[] = [];
  const idsOf = (name: string) =>
    wanted
      .flatMap((one) => (one.startsWith(`${name} `) ? one.slice(name.length + 1) : []))
      .slice(0, MOST_SUBJECTS);

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
    onStreams([]);
  };
  const open = () => {
    close();
    const [events, preOrders] = [idsOf('event'), idsOf('preorder')];
    if (events.length + preOrders.length === 0) return;
    const subjects = [
      ...events.map((id): Subject => `event ${id}`),
      ...preOrders.map((id): Subject => `preorder ${id}`),
    ];
    const opened = (source = new EventSource(
      `/api/stream?${new URLSearchParams({ events: events.join(), preOrders: preOrders.join() }).toString()}`,
    ));
    for (const name of ['event', 'preorder'] as const)
      opened.addEventListener(name, ({ data: json }: MessageEvent<string>) => {
        const data = JSON.parse(json) as { id: string };
        onData(`${name} ${data.id}`, data);
      });
    opened.addEventListener('open', () => onStreams(subjects));
    opened.addEventListener('error', () => {
      onStreams([]);
      if (opened.readyState === EventSource.CLOSED && opened === source)
        timer = setTimeout(open, RETRY_MS * (1 + Math.random()));
    });
  };
  return {
    /** What to stream from now on. */
    set(subjects: Subject[]): void {
      const unchanged = subjects.length === wanted.length && subjects.every((one) => wanted.includes(one));
      if (unchanged) return;
      wanted = subjects;
      clearTimeout(timer);
      if (subjects.length === 0) close();
      else timer = setTimeout(open, SETTLE_MS);
    },
  };
}
