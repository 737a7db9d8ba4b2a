import type { OperateLocale } from '../i18n/operate';
import { Refused } from './api';
import { errorText } from './context';
import type { EventDraft } from './draft';
import { changesMeanwhile } from './rebase-draft';
import { labelOf, wordKeyOf } from './setting-labels';

/** What is wrong with a form. */
export interface Problems {
  /** By the field's name, such as `closesAt` or `ticketTypes.0.capacity`. */
  fields: Record<string, string>;
  /** What concerns the whole form. */
  whole?: string;
  /** What others changed while the form was open. */
  changes?: string[];
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

/** What others saved while the form was open, and that what was typed is still there. */
export function changesSince(
  mine: EventDraft,
  base: EventDraft,
  saved: EventDraft,
  locale: OperateLocale,
): Problems {
  const { words } = locale;
  const text = (value: string) => value.replace('T', ' ') || '–';
  const changes = changesMeanwhile(mine, base, saved).map(({ path, before, after, typed }) => {
    const line = `${labelOf(path, locale)}: ${text(before)} → ${text(after)}`;
    return typed === undefined ? line : `${line} (${words.youTyped(text(typed))})`;
  });
  return { fields: {}, whole: words.changedMeanwhile, changes };
}

/** Times of which only a part was typed: the browser gives those as if they were empty. */
export function incompleteTimes(
  form: HTMLFormElement | null,
  { words }: OperateLocale,
): Problems | undefined {
  const inputs = [...(form?.querySelectorAll('input') ?? [])].filter(({ validity }) => validity.badInput);
  if (inputs.length === 0) return undefined;
  const fields = inputs.map(({ name }) => [name, words.fieldRules[name] ?? words.checkFields] as const);
  return { fields: Object.fromEntries(fields), whole: words.checkFields };
}
