/** CSV as RFC 4180 has it, and as spreadsheets of either habit read it. */

/** Fields are separated by a comma where decimals have a point, by a semicolon where they have a comma. */
export type Separator = 'comma' | 'semicolon';

/** Tells spreadsheets that the text is UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * What a spreadsheet would run as a formula; also in the wide forms that some read as the same.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line with its end. Text that a spreadsheet might run gets an apostrophe before it. */
export function csvLine(fields: readonly string[], separator: Separator): string {
  const between = separator === 'comma' ? ',' : ';';
  const field = (text: string) => {
    const safe = FORMULA.test(text) ? `'${text}` : text;
    const plain = !safe.includes(between) && !/["\r\n]/.test(safe);
    return plain ? safe : `"${safe.replaceAll('"', '""')}"`;
  };
  return `${fields.map(field).join(between)}\r\n`;
}

/** Minor units as a decimal number, with as many digits as the currency has. */
export function csvAmount(cents: number, currency: string, separator: Separator): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const text = (cents / 10 ** digits).toFixed(digits);
  return separator === 'comma' ? text : text.replace('.', ',');
}

/** A time that spreadsheets take for one: UTC, to the second. */
export const csvTime = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ');
