import type { EventJson } from '../api';
import type { OperateLocale } from '../i18n/operate';
import { isTimeZone } from '../../../domain/time-zone';
import { TIMES, timeOf, type EventDraft, type TextField, type TimeField } from './draft';

/** What an operator should know about a time in the form before saving it; undefined for nothing. */
export function noteOf(
  field: TextField,
  draft: EventDraft,
  before: EventJson | undefined,
  { words, date }: OperateLocale,
): string | undefined {
  const zone = draft.timeZone.trim();
  const isTime = (key: string): key is TimeField => TIMES.some((one) => one === key);
  if (!isTime(field) || !isTimeZone(zone)) return undefined;
  const time = timeOf(field, draft, before);
  if (!time) return undefined;
  if (time.shown === 'never') return words.skippedTime(zone, date(time.iso, zone));
  if (time.shown === 'twice') return words.repeatedTime(zone, date(time.iso, zone));
  const starts = timeOf('startsAt', draft, before);
  const isLate = starts !== undefined && Date.parse(time.iso) > Date.parse(starts.iso);
  if (isLate && field === 'closesAt') return words.closesAfterStart;
  return isLate && field === 'doorsOpenAt' ? words.doorsAfterStart : undefined;
}
