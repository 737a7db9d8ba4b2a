import { useEffect, useState } from 'preact/hooks';
import { offsetAt } from '../../domain/local-time';
import type { Locale } from './i18n';
import { dayText, timeText } from './i18n/date-text';

interface TimeProps {
  locale: Locale<{ yourTime(text: string): string }>;
  /** In RFC 3339. */
  at: string;
  /** The venue's, by its IANA name. */
  zone: string;
  seconds?: boolean;
}

/** A time by the venue's clocks, with the reader's beside it where theirs differ. */
export function Time(props: TimeProps) {
  const { locale, at, zone, seconds = false } = props;
  return (
    <time dateTime={at} title={zone}>
      <TimeText text={locale.date(at, zone, { seconds })} />
      <YourTime {...props} />
    </time>
  );
}

/** Text that ends with a time zone, such as "GMT-3", which goes to the next line as a whole. */
export function TimeText({ text }: { text: string }) {
  const zoneAt = text.lastIndexOf(' ') + 1;
  return (
    <>
      {text.slice(0, zoneAt)}
      <span class="whole-word">{text.slice(zoneAt)}</span>
    </>
  );
}

/** A time by the reader's clocks where those differ from the venue's, else nothing. */
export function YourTime({ locale, at, zone, seconds = false }: TimeProps) {
  // The server doesn't know the reader's zone, so this waits for the script.
  const [own, setOwn] = useState<string>();
  useEffect(() => setOwn(new Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  const ms = Date.parse(at);
  if (own === undefined || offsetAt(ms, own) === offsetAt(ms, zone)) return null;
  const { language, words } = locale;
  const [day, venueDay] = [dayText(language, ms, own), dayText(language, ms, zone)];
  const time = timeText(language, ms, own, { seconds });
  return (
    <>
      {' '}
      <span class="soft small whole-word">
        ({words.yourTime(day === venueDay ? time : `${day} · ${time}`)})
      </span>
    </>
  );
}
