import { z } from 'zod';
import { invalid } from './problems';
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

const uuid = z.uuid();

export const isUuid = (value: string): boolean => uuid.safeParse(value).success;
export const isEventId = (value: string): boolean => id.safeParse(value).success;
