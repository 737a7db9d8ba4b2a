import { z } from 'zod';
import { nearestName } from '../domain/nearest-name';
import { invalid, Problem } from './problems';
import { id } from './schemas/common';

/** @throws {Problem} 400 `invalid_request` with the path of each error, below `at` if it is given. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, at = ''): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues
      .flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => unknownMember([...issue.path, key], schema))
          : [issue],
      )
      .map(({ path, message }) => ({ path: [...(at ? [at] : []), ...path].join('.'), message })),
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

/** Says which member was probably meant. */
function unknownMember(path: PropertyKey[], schema: z.ZodType) {
  const near = nearestName(String(path.at(-1)), namesAt(schema, path.slice(0, -1)));
  return { path, message: near === undefined ? 'is unknown' : `is unknown; did you mean ${near}?` };
}

/** The members of the object at this path of a schema. */
function namesAt(schema: z.core.$ZodType | undefined, path: PropertyKey[]): string[] {
  const [first, ...rest] = path;
  if (schema instanceof z.ZodPipe)
    return namesAt(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in, path);
  if (schema instanceof z.ZodArray) return namesAt(schema.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  const shape = schema.shape as Record<PropertyKey, z.core.$ZodType>;
  return first === undefined ? Object.keys(shape) : namesAt(shape[first], rest);
}

const uuid = z.uuid();

export const isUuid = (value: string): boolean => uuid.safeParse(value).success;
export const isEventId = (value: string): boolean => id.safeParse(value).success;
