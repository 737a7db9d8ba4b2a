/** An exact test of whether a group got its share within chance. */

/** The result of a drawn sale: of `entries`, `slow` were slow and `won` got a ticket, `slowWon` of those slow. */
export interface Outcome {
  entries: number;
  slow: number;
  won: number;
  slowWon: number;
}

/**
 * The probability that a fair draw gives slow buyers a number of tickets at least as unlikely as this one.
 * In a fair draw each sale's number is hypergeometric (the `won` first of a random order), and the sales are
 * independent; so the sum of several sales has the convolution of their distributions, and nothing is
 * approximated. For one sale it is Fisher's exact test, two-sided; for several the exact form of
 * Cochran, Mantel and Haenszel's.
 */
export function chanceOf(outcomes: Outcome[]): number {
  const distribution = outcomes.map(hypergeometric).reduce(convolve, [1]);
  const observed = distribution[outcomes.reduce((sum, { slowWon }) => sum + slowWon, 0)] ?? 0;
  // At least as unlikely as the observed number; the tolerance is for rounding.
  return distribution.reduce((sum, p) => (p <= observed * (1 + 1e-9) ? sum + p : sum), 0);
}

/** The probabilities of 0, 1, 2, … slow winners. */
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
