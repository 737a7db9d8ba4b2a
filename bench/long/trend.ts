import { median } from '../load';
import type { Row } from '../report';

export interface Sample {
  /** Seconds since the beginning. */
  at: number;
  values: Record<string, number>;
}

/** The share of the run that is warm-up: caches fill, pools open, code is compiled. */
const WARM_UP = 0.2;

/** Medians of the first and last quarter after the warm-up, their ratio, and the slope per hour of a linear fit. */
export function trends(samples: Sample[], units: Record<string, string>): Row[] {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const quarter = Math.max(1, Math.floor(warm.length / 4));
  return Object.entries(units).flatMap(([name, unit]) => {
    const of = (some: Sample[]) => some.map(({ values }) => values[name] ?? NaN);
    const [other, ours] = [median(of(warm.slice(0, quarter))), median(of(warm.slice(-quarter)))];
    return [
      { what: `${name}: first quarter, last quarter`, unit, other, ours, ratio: ours / other },
      {
        what: `${name}: slope an hour`,
        unit,
        ours:
          slope(
            warm.map(({ at }) => at),
            of(warm),
          ) * 3_600,
      },
    ];
  });
}

/** Least squares. */
function slope(xs: number[], ys: number[]): number {
  const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
  const [x, y] = [mean(xs), mean(ys)];
  const above = xs.reduce((sum, one, i) => sum + (one - x) * ((ys[i] ?? NaN) - y), 0);
  return above / xs.reduce((sum, one) => sum + (one - x) ** 2, 0);
}
