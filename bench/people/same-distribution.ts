/**
 * The two-sample Kolmogorov-Smirnov test: how likely it is that two samples of one distribution differ as much as
 * these. Press et al., Numerical Recipes, section 14.3.3.
 */
export function sameDistribution(one: number[], other: number[]): number {
  const [a, b] = [[...one].sort((x, y) => x - y), [...other].sort((x, y) => x - y)];
  let [i, k, distance] = [0, 0, 0];
  while (i < a.length && k < b.length) {
    const next = Math.min(a[i] as number, b[k] as number);
    while (i < a.length && a[i] === next) i++;
    while (k < b.length && b[k] === next) k++;
    distance = Math.max(distance, Math.abs(i / a.length - k / b.length));
  }
  const size = Math.sqrt((a.length * b.length) / (a.length + b.length));
  const x = (size + 0.12 + 0.11 / size) * distance;
  let sum = 0;
  for (let n = 1; n <= 100; n++) sum += (n % 2 === 1 ? 2 : -2) * Math.exp(-2 * n * n * x * x);
  // For small distances the series doesn't converge, and the answer is 1.
  return x < 0.2 ? 1 : Math.min(1, Math.max(0, sum));
}
