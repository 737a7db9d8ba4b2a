/** Amounts of money and numbers as text: the same in a page, its HTML from the server, a form, a file and the terminal. */
import { UNUSUAL_DIGITS } from './currency-digits';

export type Language = 'pt-BR' | 'en';

/** How each language writes numbers. */
export const MARKS: Record<Language, { decimal: string; group: string }> = {
  'pt-BR': { decimal: ',', group: '.' },
  en: { decimal: '.', group: ',' },
};

/** Symbols that are clear in both languages; other currencies show their code. Browsers disagree about these. */
const SYMBOLS: Record<string, string> = {
  ...{ AUD: 'A$', BRL: 'R$', CAD: 'CA$', CNY: 'CN¥', EUR: '€', GBP: '£', HKD: 'HK$', ILS: '₪', INR: '₹' },
  ...{ JPY: '¥', KRW: '₩', MXN: 'MX$', NZD: 'NZ$', TWD: 'NT$', USD: '$', VND: '₫' },
};

/** Symbols that would mean something else in Portuguese. */
const SYMBOLS_IN_PORTUGUESE: Record<string, string> = { AUD: 'AU$', JPY: 'JP¥', USD: 'US$' };

/** Between thousands. */
const GROUPS = /\B(?=(\d{3})+$)/g;

const NO_BREAK_SPACE = '\u00a0';

/** How many decimals a currency has by ISO 4217 (JPY 0, BRL 2, KWD 3); 2 where ISO has no such currency. */
export const currencyDigits = (currency: string): number => UNUSUAL_DIGITS[currency] ?? 2;

/** An amount with all decimals of its currency and nothing else, such as "1160.00". @param minor integer minor units. */
export function decimalText(minor: number, currency: string, decimalMark = '.'): string {
  const digits = currencyDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? sign + whole : `${sign}${whole}${decimalMark}${text.slice(-digits)}`;
}

/** A number to read, with at most three decimals: "1,234.5" or "1.234,5". */
export function numberText(value: number, language: Language): string {
  const { decimal, group } = MARKS[language];
  const [whole = '', part] = String(Math.round(value * 1_000) / 1_000).split('.');
  return whole.replace(GROUPS, group) + (part === undefined ? '' : decimal + part);
}

/** An amount to read: "R$1,160" or "R$ 1.160", without decimals where they are zero. @param minor integer minor units. */
export function moneyText(minor: number, currency: string, language: Language): string {
  const { decimal, group } = MARKS[language];
  const [whole = '', part = ''] = decimalText(Math.abs(minor), currency).split('.');
  const grouped = whole.replace(GROUPS, group);
  const amount = /[1-9]/.test(part) ? grouped + decimal + part : grouped;
  const english = language === 'en';
  const symbol = (english ? undefined : SYMBOLS_IN_PORTUGUESE[currency]) ?? SYMBOLS[currency] ?? currency;
  const space = english && /\P{L}$/u.test(symbol) ? '' : NO_BREAK_SPACE;
  return `${minor < 0 ? '-' : ''}${symbol}${space}${amount}`;
}
