import { en, type Messages } from './en';
import { ptBR } from './pt-br';

export type Language = 'pt-BR' | 'en';
export type { Messages };

const MESSAGES: Record<Language, Messages> = { 'pt-BR': ptBR, en };

/** Everything that depends on the language: words, money, dates, numbers. */
export interface Locale {
  language: Language;
  words: Messages;
  /** @param cents integer minor units. */
  money(cents: number, currency: string): string;
  date(at: Date): string;
  number(value: number): string;
}

export function localeOf(language: Language): Locale {
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  const numbers = new Intl.NumberFormat(language);
  return {
    language,
    words: MESSAGES[language],
    money(cents, currency) {
      const format = new Intl.NumberFormat(language, { style: 'currency', currency });
      // Not every currency has hundredths; ISO 4217 says how many digits, and Intl knows.
      return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    date: (at) => dates.format(at),
    number: (value) => numbers.format(value),
  };
}
