/** CSV as in RFC 4180, for spreadsheets with a decimal point or a decimal comma. */
import { decimalText } from '../domain/money';

/** A comma goes with decimal points, a semicolon with decimal commas. */
export type Separator = 'comma' | 'semicolon';

/** Spreadsheets read the text as UTF-8 because of it. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * What a spreadsheet would run as a formula, including full-width forms that some treat alike.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line with its line end. An apostrophe precedes text that a spreadsheet might run. */
export function csvLine(fields: readonly string[], separator: Separator): string {
  const between = separator === 'comma' ? ',' : ';';
  const field = (text: string) => {
    const safe = FORMULA.test(text) ? `'${text}` : text;
    const plain = !safe.includes(between) && !/["\r\n]/.test(safe);
    return plain ? safe : `"${safe.replaceAll('"', '""')}"`;
  };
  return `${fields.map(field).join(between)}\r\n`;
}

/** Minor units as a decimal number with the digits of the currency. */
export const csvAmount = (cents: number, currency: string, separator: Separator): string =>
  decimalText(cents, currency, separator === 'comma' ? '.' : ',');
