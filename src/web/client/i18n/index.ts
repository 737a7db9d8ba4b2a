import { moneyText, numberText, type Language } from '../../../domain/money';
import { dateText, timeText } from './date-text';
import { en, type Messages } from './en';
import { ptBR } from './pt-br';
import { unitText, type Unit } from './units';

export type { Language };

/** Everything that depends on the language: words, money, dates, numbers. */
export interface Locale<Words = Messages> {
  language: Language;
  words: Words;
  /** Without decimals where they are zero: "R$ 1.160". @param cents integer minor units. */
  money(cents: number, currency: string): string;
  /**
   * "Sat 26 Dec · 8:55 PM GMT-3", with the year unless it is this year.
   * @param at in RFC 3339.
   * @param zone the IANA time zone in which it is shown, which should be the venue's.
   */
  date(at: string, zone: string, options?: { seconds?: boolean }): string;
  /** "8:55 PM". @param at in RFC 3339 or in milliseconds since 1970. */
  time(at: string | number, zone: string): string;
  number(value: number): string;
  /** "2 minutes". */
  unit(value: number, unit: Unit): string;
}

export const localeOf = (language: Language): Locale => createLocale(language, { 'pt-BR': ptBR, en });

export function createLocale<Words>(language: Language, words: Record<Language, Words>): Locale<Words> {
  return {
    language,
    words: words[language],
    money: (cents, currency) => moneyText(cents, currency, language),
    date: (at, zone, options) => dateText(language, Date.parse(at), zone, options),
    time: (at, zone) => timeText(language, typeof at === 'string' ? Date.parse(at) : at, zone),
    number: (value) => numberText(value, language),
    unit: (value, unit) => unitText(language, value, unit),
  };
}
