/**
 * What the clocks of a place show, by its IANA time zone. Only the zone's offset comes from `Intl`, because its words
 * and their order differ between versions of Node and browsers.
 */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** By zone; undefined for one that this `Intl` doesn't know, since browsers learn new zones later than servers. */
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, createFormat(zone));
  return formats.get(zone);
}

function createFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const two = '2-digit';
  const parts = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...parts });
  } catch {
    return undefined;
  }
}

/**
 * How far a zone's clocks are ahead of UTC, in milliseconds; 0 for an unknown zone.
 * @param at in milliseconds since 1970.
 */
export function offsetAt(at: number, zone: string): number {
  const text = formatOf(zone)?.format(at);
  if (text === undefined) return 0;
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (text.match(/\d+/g) ?? []).map(
    Number,
  );
  const wall = new Date(0);
  wall.setUTCFullYear(year, month - 1, day);
  wall.setUTCHours(hour, minute, second);
  return wall.getTime() - Math.floor(at / 1_000) * 1_000;
}

/** What the zone's clocks show at an instant, as the UTC fields of the result. @param at in milliseconds since 1970. */
export const wallClock = (at: number, zone: string): Date => new Date(at + offsetAt(at, zone));

/** The zone's distance from UTC at an instant: "GMT-3", "GMT+5:30", "UTC". @param at in milliseconds since 1970. */
export function zoneLabel(at: number, zone: string): string {
  const offset = offsetAt(at, zone);
  if (offset === 0) return /^(Etc\/)?UTC$/.test(zone) ? 'UTC' : 'GMT';
  const minutes = Math.round(Math.abs(offset) / MINUTE_MS);
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `GMT${offset < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest}`;
}

/** A time as spreadsheets recognise it, by the zone's clocks and to the second: "2026-11-24 18:00:01". */
export const plainTime = (at: Date, zone: string): string =>
  wallClock(at.getTime(), zone).toISOString().replace('T', ' ').replace(/\..*/, '');

/** A time for terminals and logs: "2026-11-24 18:00:01 GMT-3". */
export const venueTime = (at: Date, zone: string): string =>
  `${plainTime(at, zone)} ${zoneLabel(at.getTime(), zone)}`;

/** What a time of a zone's clocks stands for. */
export interface LocalInstant {
  /** In milliseconds since 1970. */
  at: number;
  /** Whether the clocks show it once, never (they are put forward over it), or twice (they are put back). */
  shown: 'once' | 'never' | 'twice';
}

/**
 * The instant at which a zone's clocks show a time. Of two it is the first; a time that they skip counts on from
 * before the gap, so that 2:30 becomes 3:30 where clocks go from 2 to 3.
 * @param local such as "2026-12-26T20:55", with seconds if there are any.
 * @returns undefined where that isn't a time.
 */
export function instantOf(local: string, zone: string): LocalInstant | undefined {
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) return undefined;
  // The offsets on either side of a change of the clocks, if there is one near.
  const [before, after] = [wall - offsetAt(wall - DAY_MS, zone), wall - offsetAt(wall + DAY_MS, zone)];
  const shows = (at: number) => at + offsetAt(at, zone) === wall;
  if (shows(before)) return { at: before, shown: before !== after && shows(after) ? 'twice' : 'once' };
  return shows(after) ? { at: after, shown: 'once' } : { at: before, shown: 'never' };
}
