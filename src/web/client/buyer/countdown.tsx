import { useEffect, useState } from 'preact/hooks';
import type { Locale } from '../i18n';
import type { Clock } from './clock';

/** The server's time, renewed at each full second of what is counted down to (`until`), in milliseconds. */
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
    // The timer of a locked phone stands still.
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [clock, until]);
  return now;
}

const UNITS = ['day', 'hour', 'minute', 'second'] as const;

/** Days, hours, minutes and seconds that are left: never more than there are, never below 0. */
function split(ms: number): [days: number, hours: number, minutes: number, seconds: number] {
  const left = Math.max(0, Math.floor(ms / 1_000));
  return [Math.floor(left / 86_400), Math.floor(left / 3_600) % 24, Math.floor(left / 60) % 60, left % 60];
}

/** "9 minutes 41 seconds": a length of time to be read or read out. */
export function durationText({ unit }: Locale, ms: number): string {
  const parts = split(ms).flatMap((n, i) => (n > 0 ? [unit(n, UNITS[i] ?? 'second')] : []));
  return parts.slice(0, 2).join(' ') || unit(0, 'second');
}

interface CountdownProps {
  locale: Locale;
  label: string;
  ms: number;
  /** Something is lost when it ends. */
  urgent?: boolean;
}

/** The time that is left, such as "3 days 1:09:41"; a screen reader finds it but isn't told every second. */
export function Countdown({ locale, label, ms, urgent = false }: CountdownProps) {
  const two = (n: number) => String(n).padStart(2, '0');
  const [d, h, m, s] = split(ms);
  const hours = d > 0 || h > 0 ? `${h}:${two(m)}` : String(m);
  return (
    <div class="countdown" data-urgent={urgent ? '' : undefined}>
      <span class="small" id="countdown">
        {label}
      </span>
      <span class="digits" role="timer" aria-labelledby="countdown">
        <span aria-hidden="true">
          {d > 0 && <span class="days">{locale.unit(d, 'day')} </span>}
          {`${hours}:${two(s)}`}
        </span>
        <span class="unseen">{durationText(locale, ms)}</span>
      </span>
    </div>
  );
}

/** Counts down to when sales open. */
export function UntilOpening({ locale, clock, at }: { locale: Locale; clock: Clock; at: string }) {
  const until = Date.parse(at);
  return <Countdown locale={locale} label={locale.words.salesOpenIn} ms={until - useNow(clock, until)} />;
}
