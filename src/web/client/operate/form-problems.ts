import type { OperateLocale } from '../i18n/operate';
import { Refused } from './api';
import { errorText } from './context';

/** What is wrong with a form. */
export interface Problems {
  /** By the field's name, such as `closesAt` or `ticketTypes.0.capacity`. */
  fields: Record<string, string>;
  /** What concerns the whole form. */
  whole?: string;
}

/** The field of a refusal that names no path. */
const FIELDS: Record<string, string> = {
  event_exists: 'eventId',
  currency_fixed: 'currency',
  ticket_type_in_use: 'ticketTypes',
  draw_under_way: 'draw',
  draw_too_late: 'draw',
};

/** The API names the path, the page says what must be there; what the page has no words for is shown in the API's. */
export function problemsOf(error: unknown, locale: OperateLocale): Problems {
  const { words } = locale;
  const problem = error instanceof Refused ? error.problem : undefined;
  const errors = problem?.['errors'] as { path: string; message: string }[] | undefined;
  if (!errors) {
    const text = errorText(error, locale);
    const field = FIELDS[problem?.code ?? ''];
    return field ? { fields: { [field]: text }, whole: words.checkFields } : { fields: {}, whole: text };
  }
  const fields: Record<string, string> = {};
  for (const { path, message } of errors) {
    // The form has one currency for all types.
    const field = path.endsWith('.currency') ? 'currency' : path;
    fields[field] ??= words.fieldRules[wordKeyOf(field)] ?? message;
  }
  return { fields, whole: words.checkFields };
}

/** The key of a field's words; a ticket type's id and name are called like the event's. */
export function wordKeyOf(field: string): string {
  const key = field.split('.').at(-1) ?? field;
  return key === 'id' ? 'eventId' : key;
}
