import type { OperateLocale } from '../i18n/operate';
import type { TaskFacts } from '../i18n/operate-money-en';

/** The provider's code for why, in words; as it is where there are none. */
export const providerText = (code: string, { words }: OperateLocale): string =>
  words.providerWords[code] ?? code;

/** What is known of a task, as text. */
export function factsOf(detail: Record<string, unknown>, locale: OperateLocale): TaskFacts {
  const { amountCents, currency } = detail;
  const text = (name: string) => (typeof detail[name] === 'string' ? detail[name] : '');
  const isAmount = typeof amountCents === 'number' && typeof currency === 'string';
  return {
    amount: isAmount ? locale.money(amountCents, currency) : '',
    reason: providerText(text('reason'), locale),
    status: providerText(text('status'), locale),
    what: text('what'),
  };
}
