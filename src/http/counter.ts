import { isIPv6 } from 'node:net';

/**
 * Counts by key, for a window of time that starts with the first count. All counts of the window end together, so they
 * take no memory afterwards.
 */
export function createCounter(windowMs: number) {
  let counts = new Map<string, number>();
  let until = 0;
  return {
    /** Adds to a key's count. @returns the count, and for how long it lasts, in milliseconds. */
    add(key: string, units = 1): { count: number; leftMs: number } {
      // Not the wall clock, which can jump.
      const now = performance.now();
      if (now >= until) {
        counts = new Map();
        until = now + windowMs;
      }
      const count = (counts.get(key) ?? 0) + units;
      counts.set(key, count);
      return { count, leftMs: until - now };
    },
  };
}

/**
 * What counts as one address: an IPv4 address, or the /56 of an IPv6 address, since one customer has all of it.
 * @param address as Node or Express gives it.
 */
export function networkOf(address = ''): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = (part = '') => part.split(':').filter((group) => group !== '');
  const [first, last] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const numbers = [...first, ...zeros, ...last].slice(0, 4).map((group) => parseInt(group, 16));
  return [...numbers.slice(0, 3), (numbers[3] ?? 0) & 0xff00].map((one) => one.toString(16)).join(':');
}
