import { z } from 'zod';
import { imageOrigin } from '../../domain/image-origin';
import { isTimeZone } from '../../domain/time-zone';

/** Ids appear in paths, workflow summaries and logs: short, lower-case, letters, digits and dashes only. */
export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes, at most 63');

export const timeZone = z
  .string()
  .max(100)
  .refine(isTimeZone, 'must be an IANA time zone, such as America/Sao_Paulo');

/** The address of an image that a page can show, in its normal form. */
export const imageAddress = z
  .url({ protocol: /^https?$/, normalize: true, error: 'must be an http or https address', abort: true })
  .max(2_000)
  .refine(
    (value) => imageOrigin(value) !== undefined,
    'must have a host that consists of letters, digits and dashes',
  );

/** A time in a request, as a Date. Answers are in UTC, where RFC 3339 has no years before 0 and after 9999. */
export const timeInput = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2027-01-30T20:00:00Z', abort: true })
  .transform((value) => new Date(value))
  .refine((value) => /^\d{4}-/.test(value.toISOString()), {
    error: 'must have a year from 0000 to 9999 in UTC',
    abort: true,
  });

/** A time in an answer: a Date here, RFC 3339 in JSON. */
export const time = z.date();

export const count = z.int().min(0);

export const isUnique = (values: string[]) => new Set(values).size === values.length;
