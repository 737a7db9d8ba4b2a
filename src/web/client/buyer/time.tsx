import { useEffect, useState } from 'preact/hooks';
import type { Locale } from '../i18n';

/** A date and time. The server doesn't know the reader's zone: its page says UTC until the script runs. */
export function Time({ locale, at }: { locale: Locale; at: string }) {
  const [zone, setZone] = useState<string | undefined>('UTC');
  useEffect(() => setZone(undefined), []);
  return <time dateTime={at}>{locale.date(at, { zone })}</time>;
}
