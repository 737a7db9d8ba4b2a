/** The time zones of venues, by their names in the IANA database, such as `America/Sao_Paulo`. */

/** The zone of an event that names none, unless the configuration says otherwise. */
export const DEFAULT_TIME_ZONE = 'UTC';

/**
 * Whether this is a zone that `Intl` knows. Offsets and abbreviations are none: `-03:00` ignores daylight saving
 * time, and `IST` is the abbreviation of three zones.
 */
export function isTimeZone(name: string): boolean {
  if (!/^(UTC|GMT|[A-Za-z_]+\/[\w+/-]+)$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
