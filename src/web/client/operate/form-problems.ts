import type { ProblemShown } from '../api';
import type { OperateLocale } from '../i18n/operate';

/** What is wrong with a form, each at its field. */
export interface Problems {
  /** By the field's name, such as `closesAt` or `ticketTypes.0.capacity`. */
  fields: Record<string, string>;
  /** What concerns the whole. */
  whole?: string;
}

/** Where a refusal without paths belongs. */
const FIELDS: Record<string, string> = {
  event_exists: 'eventId',
  ticket_type_in_use: 'ticketTypes',
  draw_under_way: 'draw',
  draw_too_late: 'draw',
};

/** The API names the path, we say what must be there; where we have no words, its own are shown. */
export function problemsOf(problem: ProblemShown, { words }: OperateLocale): Problems {
  const errors = problem['errors'] as { path: string; message: string }[] | undefined;
  if (!errors) {
    const text = words.problems[problem.code] ?? problem.detail;
    const field = FIELDS[problem.code];
    return field ? { fields: { [field]: text }, whole: words.correct } : { fields: {}, whole: text };
  }
  const fields: Record<string, string> = {};
  for (const { path, message } of errors) {
    // All types have the currency that is asked for once.
    const field = path.endsWith('.currency') ? 'currency' : path;
    fields[field] ??= words.must[ruleOf(field)] ?? message;
  }
  return { fields, whole: words.correct };
}

function ruleOf(field: string): string {
  const [, key] = /^ticketTypes\.\d+\.(\w+)$/.exec(field) ?? [];
  return key === 'id' ? 'typeId' : key === 'name' ? 'typeName' : (key ?? field);
}
