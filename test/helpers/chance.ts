/** Exact tests of whether a group got its share by chance. */

/** What one drawn sale gave: of `entries`, `slow` of them slow, `won` got a ticket, `slowWon` of those slow. */
export interface Outcome {
  entries: number;
  slow: number;
  won: number;
  slowWon: number;
}

/**
 * The chance that a fair draw gives the slow as unlikely a number of tickets as this one, either way.
 * In a fair draw each sale's number is hypergeometric (the `won` first of a random order), and the sales are
 * independent; so the sum of several sales has the convolution of their distributions, and nothing is
 * approximated. For one sale it is Fisher's exact test, two-sided; for several the exact form of
 * Cochran, Mantel and Haenszel's.
 */
export function chanceOf(outcomes: Outcome[]): number {
  const distribution = outcomes.map(hypergeometric).reduce(convolve, [1]);
  const observed = distribution[outcomes.reduce((sum, { slowWon }) => sum + slowWon, 0)] ?? 0;
  // As unlikely as the observed or more so; the tolerance is for what rounding makes of equals.
  return distribution.reduce((sum, p) => (p <= observed * (1 + 1e-9) ? sum + p : sum), 0);
}

/** The chances of 0, 1, 2, … slow winners. */
function hypergeometric({ entries, slow, won }: Outcome): number[] {
  const whole = logChoose(entries, won);
  return Array.from({ length: Math.min(slow, won) + 1 }, (_, k) =>
    won - k > entries - slow ? 0 : Math.exp(logChoose(slow, k) + logChoose(entries - slow, won - k) - whole),
  );
}

function convolve(a: number[], b: number[]): number[] {
  const sum = new Array<number>(a.length + b.length - 1).fill(0);
  for (const [i, p] of a.entries()) for (const [j, q] of b.entries()) sum[i + j] = (sum[i + j] ?? 0) + p * q;
  return sum;
}

function logChoose(n: number, k: number): number {
  let log = 0;
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i);
  return log;
}
