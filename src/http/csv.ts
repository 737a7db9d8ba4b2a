/** CSV as in RFC 4180, for spreadsheets with a decimal point or a decimal comma. */
import { decimalText } from '../domain/money';

/** A comma goes with decimal points, a semicolon with decimal commas. */
export type Separator = 'comma' | 'semicolon';

/** Spreadsheets read the text as UTF-8 because of it. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * What a spreadsheet would run as a formula, including full-width forms that some treat alike. A file may be opened with
 * another separator than its own, and then every separator begins a field, also one inside of quotes.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^(?=[\t\r\n])|(?<=^|[,;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])/g;

/** What a program might take for the end of a field. */
const DELIMITER = /[,;\t"\r\n]/;

const NUMBER = /^\d+([.,]\d+)?$/;

/** One line with its line end. An apostrophe precedes what a spreadsheet might run. */
export function csvLine(fields: readonly string[], separator: Separator): string {
  const between = separator === 'comma' ? ',' : ';';
  const field = (text: string) => {
    const safe = text.replaceAll(FORMULA, "'");
    const plain = NUMBER.test(safe) ? !safe.includes(between) : !DELIMITER.test(safe);
    return plain ? safe : `"${safe.replaceAll('"', '""')}"`;
  };
  return `${fields.map(field).join(between)}\r\n`;
}

/** A code as text: with an apostrophe before it where a spreadsheet would read a number, as in 12345E678901234. */
export const csvCode = (code: string): string => (/^\d+(E\d+)?$/i.test(code) ? `'${code}` : code);

/** Minor units as a decimal number with the digits of the currency. */
export const csvAmount = (cents: number, currency: string, separator: Separator): string =>
  decimalText(cents, currency, separator === 'comma' ? '.' : ',');
