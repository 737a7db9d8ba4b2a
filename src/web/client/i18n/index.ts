import { en, type Messages } from './en';
import { ptBR } from './pt-br';

export type Language = 'pt-BR' | 'en';

/** Everything that depends on the language: words, money, dates, numbers. */
export interface Locale<Words = Messages> {
  language: Language;
  words: Words;
  /** Without decimals where they are zero: "R$ 1.160". @param cents integer minor units. */
  money(cents: number, currency: string): string;
  /** "Sat 26 Dec · 8:55 PM", with the year unless it is this year. @param zone by default the reader's. */
  date(at: string, options?: { zone?: string | undefined; seconds?: boolean }): string;
  number(value: number): string;
}

export const localeOf = (language: Language): Locale => createLocale(language, { 'pt-BR': ptBR, en });

export function createLocale<Words>(language: Language, words: Record<Language, Words>): Locale<Words> {
  const numbers = new Intl.NumberFormat(language);
  return {
    language,
    words: words[language],
    money(cents, currency) {
      const digits = digitsOf(currency);
      const decimals = cents % 10 ** digits === 0 && { minimumFractionDigits: 0 };
      const format = new Intl.NumberFormat(language, { style: 'currency', currency, ...decimals });
      return format.format(cents / 10 ** digits);
    },
    date: (at, options) => dateText(language, new Date(at), options),
    number: (value) => numbers.format(value),
  };
}

/** How many decimals a currency has by ISO 4217; 2 where it isn't known. */
export function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

const dateText: (
  language: Language,
  at: Date,
  options?: { zone?: string | undefined; seconds?: boolean },
) => string = (language, at, { zone, seconds = false } = {}) => {
  const format = new Intl.DateTimeFormat(language, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: 'numeric', minute: '2-digit', ...(seconds && { second: '2-digit' }) },
    ...(zone !== undefined && { timeZone: zone }),
  });
  // Put together here, since browsers and the server differ in how they do it.
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const year = at.getFullYear() === new Date().getFullYear() ? '' : ` ${part('year')}`;
  const day = `${part('weekday')}${language === 'en' ? '' : ','} ${part('day')} ${part('month')}${year}`;
  const clock = [part('hour'), part('minute'), ...(seconds ? [part('second')] : [])].join(':');
  return [day, '·', clock, part('dayPeriod'), zone ?? ''].filter(Boolean).join(' ');
};
