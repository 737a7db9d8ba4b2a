import { MARKS, type Language } from '../../../domain/money';

/**
 * A number as people type it in their language, in integer units of its last decimal: with two decimals "1.234,50" in
 * Portuguese and "1,234.50" in English are 123450. What could mean another number isn't guessed: with no decimals
 * "1.000" is a thousand in Portuguese and refused in English.
 * @returns null where it can't be read.
 */
export function typedNumber(text: string, language: Language, decimals: number): number | null {
  const { decimal, group } = MARKS[language];
  const trimmed = text.trim();
  // One mark before one or two digits can only be a decimal mark, whichever it is.
  const [, whole, part = ''] =
    /^(\d+)(?:[.,](\d{1,2}))?$/.exec(trimmed) ??
    new RegExp(`^(\\d+|[1-9]\\d{0,2}(?:\\${group}\\d{3})+)(?:\\${decimal}(\\d+))?$`).exec(trimmed) ??
    [];
  if (whole === undefined || part.length > decimals) return null;
  const units = Number(whole.replaceAll(group, '') + part.padEnd(decimals, '0'));
  return Number.isSafeInteger(units) ? units : null;
}
