import { useEffect, useState } from 'preact/hooks';
import type { Locale } from '../i18n';

/** A date and time. The server doesn't know the visitor's zone: its page says UTC until the script has come. */
export function Time({ locale, at, long = false }: { locale: Locale; at: string; long?: boolean }) {
  const [zone, setZone] = useState<string | undefined>('UTC');
  useEffect(() => setZone(undefined), []);
  return <time dateTime={at}>{dateText(locale, at, long, zone)}</time>;
}

/** @param zone undefined for the visitor's own. */
export function dateText({ language }: Locale, at: string, long: boolean, zone?: string): string {
  return new Intl.DateTimeFormat(language, {
    ...(long && { weekday: 'long', year: 'numeric' }),
    ...{ day: 'numeric', month: long ? 'long' : 'short', hour: 'numeric', minute: '2-digit' },
    timeZoneName: 'short',
    ...(zone !== undefined && { timeZone: zone }),
  }).format(new Date(at));
}
