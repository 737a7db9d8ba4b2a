import { useEffect, useRef } from 'preact/hooks';

/** Never asks for more than a sixth of the time: what takes long is asked for seldom. */
const SHARE = 5;

/**
 * Runs it at once and then again and again, while somebody looks; never two at a time.
 * @param run never throws.
 * @param everyMs how long it rests, in milliseconds, at least.
 * @returns runs it soon, because something has happened.
 */
export function useWhileVisible(run: () => Promise<void>, everyMs: number, inputs: unknown[]): () => void {
  const soon = useRef<() => void>(() => undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let state: 'resting' | 'running' | 'again' | 'over' = 'resting';
    const go = async () => {
      clearTimeout(timer);
      if (state === 'running') state = 'again';
      if (state !== 'resting' || document.hidden) return;
      state = 'running';
      const began = performance.now();
      await run();
      const now = state as string;
      if (now === 'over') return;
      state = 'resting';
      const rest = Math.max(everyMs, SHARE * (performance.now() - began));
      timer = setTimeout(() => void go(), now === 'again' ? 0 : rest);
    };
    soon.current = () => void go();
    document.addEventListener('visibilitychange', soon.current);
    void go();
    return () => {
      state = 'over';
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', soon.current);
    };
  }, inputs);
  return () => soon.current();
}

/** A value that changes with the time, while somebody looks. */
export function useEvery(ms: number, tick: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) tick();
    }, ms);
    return () => clearInterval(timer);
  }, [ms]);
}
