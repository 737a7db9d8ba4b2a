/** A mistake of the user or something that isn't there. It is reported as a sentence, without a stack trace. */
export class UsageError extends Error {}

/** Progress goes to stderr and results go to stdout, so that scripts can pipe the results. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Prints a result: as one line of JSON if that is asked for, otherwise as text. */
export function print(json: boolean, value: unknown, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(value) : text}\n`);
}

/** Columns, each as wide as its widest cell. */
export function table(rows: (string | number)[][]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => String(row[i] ?? '').length))) ?? [];
  const line = (row: (string | number)[]) => row.map((cell, i) => String(cell).padEnd(widths[i] ?? 0));
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

/** An error and its causes, one line each. */
export function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${reasons(error.cause)}`;
}
