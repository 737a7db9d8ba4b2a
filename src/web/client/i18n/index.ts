import { moneyText, type Language } from '../../../domain/money';
import { en, type Messages } from './en';
import { ptBR } from './pt-br';

export type { Language };

/** Everything that depends on the language: words, money, dates, numbers. */
export interface Locale<Words = Messages> {
  language: Language;
  words: Words;
  /** Without decimals where they are zero: "R$ 1.160". @param cents integer minor units. */
  money(cents: number, currency: string): string;
  /** "Sat 26 Dec · 8:55 PM", with the year unless it is this year. */
  date(at: string, options?: DateOptions): string;
  number(value: number): string;
  /** "2 minutes". */
  unit(value: number, unit: 'day' | 'hour' | 'minute' | 'second'): string;
}

export interface DateOptions {
  /** By default the reader's. */
  zone?: string | undefined;
  seconds?: boolean;
}

export const localeOf = (language: Language): Locale => createLocale(language, { 'pt-BR': ptBR, en });

export function createLocale<Words>(language: Language, words: Record<Language, Words>): Locale<Words> {
  const numbers = new Intl.NumberFormat(language);
  return {
    language,
    words: words[language],
    money: (cents, currency) => moneyText(cents, currency, language),
    date: (at, options) => dateText(language, at, options),
    number: (value) => numbers.format(value),
    unit: (value, unit) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value),
  };
}

function dateText(language: Language, at: string, { zone, seconds = false }: DateOptions = {}): string {
  const english = language === 'en';
  const format = new Intl.DateTimeFormat(language, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: english ? 'numeric' : '2-digit', minute: '2-digit', ...(seconds && { second: '2-digit' }) },
    ...(zone !== undefined && { timeZone: zone }),
  });
  // Put together here, since browsers and the server do it differently.
  const parts = new Map(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const valuesOf = (...types: Intl.DateTimeFormatPartTypes[]) =>
    types.flatMap((type) => parts.get(type) ?? []);
  const thisYear = String(new Date().getFullYear());
  const [weekday = '', ...day] = valuesOf('weekday', 'day', 'month', 'year').filter(
    (one) => one !== thisYear,
  );
  const time = valuesOf('hour', 'minute', 'second').join(':');
  return [english ? weekday : `${weekday},`, ...day, '·', time, ...valuesOf('dayPeriod'), zone ?? '']
    .join(' ')
    .trimEnd();
}
