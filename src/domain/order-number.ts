/**
 * The number by which people call an order, such as `7K3-D9Q-0XM`: the first 45 bits of its id, in Crockford's Base32,
 * which has no I, L, O and U. Short enough to read out on the phone. Among a million orders two hardly ever share one;
 * a search then finds both.
 */

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 9;
const BITS = 45n;

/** The bits of an id that come after its number. */
const REST = 128n - BITS;

export function orderNumberOf(preOrderId: string): string {
  let bits = BigInt(`0x${preOrderId.replaceAll('-', '')}`) >> REST;
  let digits = '';
  for (let i = 0; i < LENGTH; i++, bits >>= 5n) digits = (DIGITS[Number(bits & 31n)] ?? '') + digits;
  return digits.replace(/(...)(?=.)/g, '$1-');
}

/**
 * The ids that have an order number: all from the first to the last.
 * @param text as people write it: in any case, with or without separators, with O for 0 and I or L for 1.
 * @returns undefined if it isn't an order number.
 */
export function idsOfOrderNumber(text: string): [first: string, last: string] | undefined {
  const digits = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (digits.length !== LENGTH || !/^[0-9A-HJKMNP-TV-Z]+$/.test(digits)) return undefined;
  const bits = Array.from(digits).reduce((sum, digit) => sum * 32n + BigInt(DIGITS.indexOf(digit)), 0n);
  const first = bits << REST;
  return [idOf(first), idOf(first + (1n << REST) - 1n)];
}

const idOf = (bits: bigint): string =>
  bits
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
