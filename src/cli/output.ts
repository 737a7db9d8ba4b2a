/** Something that a person did wrong, or that isn't there: told in a sentence, without a stack. */
export class UsageError extends Error {}

/** What is said while working goes to stderr, results go to stdout: so that scripts can pipe them. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** A result: as one line of JSON where that is asked for, else as text. */
export function print(json: boolean | undefined, value: unknown, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(value) : text}\n`);
}

/** Columns, each as wide as its widest cell. */
export function table(rows: (string | number)[][]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => String(row[i] ?? '').length))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, i) => String(cell).padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** An error and why, a line each. */
export function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${reasons(error.cause)}`;
}
