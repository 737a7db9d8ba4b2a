import { currencyDigits } from '../../../domain/money';
import type { OperateLocale } from '../i18n/operate';
import { Refused } from './api';
import { errorText } from './context';
import type { EventDraft } from './draft';
import { changesMeanwhile } from './rebase-draft';
import { choiceText, labelOf, wordKeyOf } from './setting-labels';

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
  payment_fixed: 'payment',
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
    fields[field] ??= priceRuleOf(message, locale) ?? words.fieldRules[wordKeyOf(field)] ?? message;
  }
  return { fields, whole: words.checkFields };
}

/** What the payment provider says of a price, in the page's words. */
function priceRuleOf(message: string, { words, money }: OperateLocale): string | undefined {
  const [, rule, amount, currency = ''] =
    /^must be (at least|a multiple of) ([\d.]+) ([A-Z]{3}) to be paid online$/.exec(message) ?? [];
  if (rule === undefined) return undefined;
  const text = money(Math.round(Number(amount) * 10 ** currencyDigits(currency)), currency);
  return rule === 'at least' ? words.leastPrice(text) : words.priceStep(text);
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
    const shown = (value: string) => text(choiceText(path, value, locale));
    const line = `${labelOf(path, locale)}: ${shown(before)} → ${shown(after)}`;
    return typed === undefined ? line : `${line} (${words.youTyped(shown(typed))})`;
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
