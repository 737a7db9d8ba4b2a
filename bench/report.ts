import { mkdirSync, writeFileSync } from 'node:fs';

/** One figure of the table. */
export interface Row {
  what: string;
  unit: string;
  /** What it is compared with, in the same run. */
  other?: number;
  ours: number;
  ratio?: number;
  target?: string;
}

/** The result of a part: rows for the table, and details for the JSON. */
export interface Result {
  rows: Row[];
  details: unknown;
}

const cell = (value: number | undefined) =>
  value === undefined ? '' : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

export function printRows(rows: Row[]): void {
  process.stdout.write(`\n| what | compared with | ours | ratio | target |\n|---|---:|---:|---:|---|\n`);
  for (const { what, unit, other, ours, ratio, target } of rows)
    process.stdout.write(
      `| ${what}${unit && `, ${unit}`} | ${cell(other)} | ${cell(ours)} | ${cell(ratio)} | ${target ?? ''} |\n`,
    );
}

/** @returns the path of the JSON file. */
export function writeResults(results: Record<string, unknown>): string {
  mkdirSync('bench-results', { recursive: true });
  const file = `bench-results/${new Date().toISOString().replaceAll(':', '-')}.json`;
  writeFileSync(file, JSON.stringify(results, null, 2));
  return file;
}
