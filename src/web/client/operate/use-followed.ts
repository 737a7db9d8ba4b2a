import { useEffect, useRef } from 'preact/hooks';
import { useOperate } from './context';
import { follow, type Following, type Stream } from '../follow';

/** The shortest time between an answer and the next poll, in milliseconds. */
const REST_MS = 4_000;

/** Polls for at most a sixth of the time: what is slow is asked for less often. */
const REST_SHARE = 5;

/**
 * Follows something on the server while the page is visible.
 * @param fetch fetches and shows it, unless `isLatest` says that a later fetch has begun; never throws.
 * @param stream its server-sent events; `onData` returns whether more are to come.
 * @param inputs what it depends on; a change starts anew.
 * @returns a function that fetches at once.
 */
export function useFollowed(
  fetch: (isLatest: () => boolean) => Promise<void>,
  inputs: unknown[],
  stream?: Pick<Stream, 'subject'> & { onData(data: unknown): boolean },
): () => void {
  const { stream: shared } = useOperate();
  const latest = useRef(0);
  const following = useRef<Following>(null);
  useEffect(() => {
    let pollAt = Infinity;
    const current = follow({
      async fetch() {
        const number = (latest.current += 1);
        const began = performance.now();
        pollAt = Infinity;
        await fetch(() => number === latest.current);
        const ended = performance.now();
        pollAt = ended + Math.max(REST_MS, REST_SHARE * (ended - began));
      },
      stream: stream && {
        ...{ shared, subject: stream.subject },
        onData: (data) => {
          if (!stream.onData(data)) current.setStreaming(false);
        },
      },
      pollAfterMs: () => (document.hidden ? Infinity : Math.max(0, pollAt - performance.now())),
    });
    following.current = current;
    const onVisibility = () => {
      current.setStreaming(!document.hidden);
      if (!document.hidden) current.fetchNow();
    };
    onVisibility();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      current.stop();
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, inputs);
  return () => following.current?.fetchNow();
}
