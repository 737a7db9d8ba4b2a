import { useEffect, useState } from 'preact/hooks';
import type { Locale } from '../i18n';
import type { Clock } from './clock';

/** The server's time, again at each full second of what is counted down to (`until`), in milliseconds. */
export function useNow(clock: Clock, until: number): number {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const at = clock.now();
      setNow(at);
      // Just after the second has changed, so that none is skipped or shown twice.
      timer = setTimeout(tick, (((until - at) % 1_000) + 1_000) % 1_000 || 1_000);
    };
    tick();
    // A phone that was locked counted nothing meanwhile.
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [clock, until]);
  return now;
}

/** What is left, in whole seconds: never more than there is, never below 0. */
const secondsLeft = (ms: number) => Math.max(0, Math.floor(ms / 1_000));

/** "9:41", "1:09:41", "3 days 1:09:41". */
function Digits({ ms, days }: { ms: number; days: (n: number) => string }) {
  const left = secondsLeft(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  const [d, h, m, s] = [
    Math.floor(left / 86_400),
    Math.floor(left / 3_600) % 24,
    Math.floor(left / 60) % 60,
    left % 60,
  ];
  const hours = d > 0 || h > 0 ? `${h}:${two(m)}` : String(m);
  return (
    <span aria-hidden="true">
      {d > 0 && <span class="days">{days(d)} </span>}
      {`${hours}:${two(s)}`}
    </span>
  );
}

/** "9 minutes 41 seconds": a length of time to be read out. */
export function spoken({ words }: Locale, ms: number): string {
  const left = secondsLeft(ms);
  const parts: [number, (n: number) => string][] = [
    [Math.floor(left / 86_400), words.days],
    [Math.floor(left / 3_600) % 24, words.hours],
    [Math.floor(left / 60) % 60, words.minutes],
    [left % 60, words.seconds],
  ];
  const said = parts.filter(([n]) => n > 0).map(([n, say]) => say(n));
  return said.slice(0, 2).join(' ') || words.seconds(0);
}

interface CountdownProps {
  locale: Locale;
  label: string;
  ms: number;
  /** Something is lost when it ends. */
  urgent?: boolean;
}

/** What is left, large, for eyes; a screen reader finds it and isn't told every second. */
export function Countdown({ locale, label, ms, urgent = false }: CountdownProps) {
  return (
    <div class="countdown" data-urgent={urgent ? '' : undefined}>
      <span class="label" id="countdown">
        {label}
      </span>
      <span class="digits" role="timer" aria-labelledby="countdown">
        <Digits ms={ms} days={locale.words.days} />
        <span class="unseen">{spoken(locale, ms)}</span>
      </span>
    </div>
  );
}
