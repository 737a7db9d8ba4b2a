import { z } from 'zod';
import { invalid, Problem } from './problems';
import { id } from './schemas/common';

/** @throws {Problem} 400 `invalid_request` with the path of each error, below `at` if it is given. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, at = ''): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map((issue) => ({
      path: [...(at ? [at] : []), ...issue.path].join('.'),
      message: issue.message,
    })),
  );
}

/** Parses each part of a request. @throws {Problem} 400 `invalid_request` with the errors of all parts together. */
export function parseParts<Parts extends Record<string, unknown>>(parts: {
  [Name in keyof Parts]: () => Parts[Name];
}): Parts {
  const parsed: Partial<Parts> = {};
  const errors: unknown[] = [];
  for (const name of Object.keys(parts) as (keyof Parts)[])
    try {
      parsed[name] = parts[name]();
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'invalid_request') throw error;
      errors.push(...(error.more.members?.['errors'] as unknown[]));
    }
  if (errors.length > 0) throw invalid(errors as Parameters<typeof invalid>[0]);
  return parsed as Parts;
}

const uuid = z.uuid();

export const isUuid = (value: string): boolean => uuid.safeParse(value).success;
export const isEventId = (value: string): boolean => id.safeParse(value).success;
