import type { OperateLocale } from '../i18n/operate';
import type { TaskFacts } from '../i18n/operate-money-en';

/** The provider's code for why, in words; as it is where there are none. */
export const providerText = (code: string, { words }: OperateLocale): string =>
  words.providerWords[code] ?? code;

/** What is known of a task, as text. */
export function factsOf(detail: Record<string, unknown>, locale: OperateLocale): TaskFacts {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const theirs = (detail['theirs'] ?? {}) as Record<string, unknown>;
  return {
    amount: amountOf(detail, locale) || amountOf(theirs, locale),
    reason: providerText(text(detail['reason']), locale),
    status: providerText(text(detail['status'] ?? theirs['status']), locale),
    what: text(detail['what'] ?? detail['difference']),
    ours: amountOf(detail['ours'], locale),
    theirs: amountOf(theirs, locale),
  };
}

function amountOf(value: unknown, { money }: OperateLocale): string {
  const { amountCents, currency } = (value ?? {}) as Record<string, unknown>;
  return typeof amountCents === 'number' && typeof currency === 'string' ? money(amountCents, currency) : '';
}
