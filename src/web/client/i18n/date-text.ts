/** Dates and times in words of our own: browsers differ in theirs, and the server's HTML must say the same. */
import { wallClock, zoneLabel } from '../../../domain/local-time';
import type { Language } from '../../../domain/money';

const NAMES = {
  en: {
    days: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
    months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  },
  'pt-BR': {
    days: ['dom.,', 'seg.,', 'ter.,', 'qua.,', 'qui.,', 'sex.,', 'sáb.,'],
    months: ['jan.', 'fev.', 'mar.', 'abr.', 'mai.', 'jun.', 'jul.', 'ago.', 'set.', 'out.', 'nov.', 'dez.'],
  },
};

const two = (n: number) => String(n).padStart(2, '0');

/** "8:55 PM" or "20:55". @param at in milliseconds since 1970. */
export function timeText(language: Language, at: number, zone: string, { seconds = false } = {}): string {
  const wall = wallClock(at, zone);
  const hour = wall.getUTCHours();
  const rest = [wall.getUTCMinutes(), ...(seconds ? [wall.getUTCSeconds()] : [])].map(two).join(':');
  return language === 'en' ? `${hour % 12 || 12}:${rest} ${hour < 12 ? 'AM' : 'PM'}` : `${two(hour)}:${rest}`;
}

/** "Sat 26 Dec", with the year unless it is this year. @param at in milliseconds since 1970. */
export function dayText(language: Language, at: number, zone: string): string {
  const wall = wallClock(at, zone);
  const { days, months } = NAMES[language];
  const year = wall.getUTCFullYear();
  const isThisYear = year === wallClock(Date.now(), zone).getUTCFullYear();
  const parts = [days[wall.getUTCDay()], wall.getUTCDate(), months[wall.getUTCMonth()]];
  return [...parts, ...(isThisYear ? [] : [year])].join(' ');
}

/** "Sat 26 Dec · 8:55 PM GMT-3". @param at in milliseconds since 1970. */
export function dateText(
  language: Language,
  at: number,
  zone: string,
  options?: { seconds?: boolean },
): string {
  return `${dayText(language, at, zone)} · ${timeText(language, at, zone, options)} ${zoneLabel(at, zone)}`;
}
