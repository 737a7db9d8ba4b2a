import { data } from 'currency-codes';

/**
 * How many decimals a currency has by ISO 4217, for those that don't have two. Browsers get only this table, without
 * the package (src/web/bundle.ts).
 */
export const UNUSUAL_DIGITS: Readonly<Record<string, number>> = Object.fromEntries(
  data.flatMap(({ code, digits }) => (digits === 2 ? [] : [[code, digits]])),
);
