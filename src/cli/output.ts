import { InvalidConfiguration } from '../config';
import { Refusal } from '../domain/refusal';

/**
 * A command that can't do what it was asked: a mistake of its user, a refusal, or something that isn't there. It is
 * reported as a sentence, without a stack trace.
 */
export class CommandError extends Error {
  /**
   * @param code stable, for programs: one of the API's codes, or one of the command line's own.
   * @param errors what is wrong with which field.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly details: { errors?: readonly FieldError[]; cause?: unknown } = {},
  ) {
    super(message, 'cause' in details ? { cause: details.cause } : {});
  }
}

export interface FieldError {
  path: string;
  message: string;
}

/** Where a command's output goes: results to stdout, everything else to stderr, so that scripts can pipe the results. */
export interface Output {
  /** Whether everything is printed as JSON, one value a line. */
  json: boolean;
  /** Prints a result, as JSON or as text. */
  print(value: unknown, text: string): void;
  /** Reports progress. */
  say(text: string): void;
  /** Reports why the command failed. */
  fail(error: unknown): void;
}

export function createOutput(json: boolean): Output {
  const toStderr = (value: unknown, text: string) =>
    void process.stderr.write(`${json ? JSON.stringify(value) : text}\n`);
  return {
    json,
    print: (value, text) => void process.stdout.write(`${json ? JSON.stringify(value) : text}\n`),
    say: (text) => toStderr({ progress: text }, text),
    fail: (error) => toStderr({ error: errorBody(error) }, errorText(error)),
  };
}

/** An error as programs read it. */
function errorBody(error: unknown) {
  const errors = error instanceof CommandError ? error.details.errors : undefined;
  return { code: codeOf(error), message: reasons(error), ...(errors && { errors }) };
}

function codeOf(error: unknown): string {
  const known = [CommandError, Refusal, InvalidConfiguration].some((type) => error instanceof type);
  return known ? (error as { code: string }).code : 'failed';
}

function errorText(error: unknown): string {
  const errors = (error instanceof CommandError && error.details.errors) || [];
  return [reasons(error), ...errors.map((one) => `  ${one.path}: ${one.message}`)].join('\n');
}

/** An error and its causes, one line each. */
function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${reasons(error.cause)}`;
}

/** Columns, each as wide as its widest cell. */
export function table(rows: (string | number)[][]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => String(row[i] ?? '').length))) ?? [];
  const line = (row: (string | number)[]) => row.map((cell, i) => String(cell).padEnd(widths[i] ?? 0));
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}
