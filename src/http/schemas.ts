import { z } from 'zod';
import { TRANSITIONS, type PreOrderStatus } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import { invalid } from './problems';

/** Ids appear in paths, workflow summaries and logs: short, lower-case, without surprises. */
const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes, at most 63');
const text = z
  .string()
  .min(1)
  .max(200)
  // Postgres can't store NUL, and nobody needs control characters in a name.
  .refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters');
const unique = (values: string[]) => new Set(values).size === values.length;
const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
const seconds = z.int().min(1).max(86_400);

export const preOrderRequest = z.object({
  items: z
    .array(z.object({ ticketType: id, quantity: z.int().min(1).max(10_000) }))
    .min(1)
    .max(20)
    .refine((items) => unique(items.map((item) => item.ticketType)), 'names a ticket type twice'),
});

export const eventDefinition = z
  .object({
    name: text,
    venue: text,
    startsAt: time,
    onSaleAt: time,
    closesAt: time,
    holdSeconds: seconds.default(600),
    idleSeconds: seconds.default(180),
    maxPerBuyer: z.int().min(1).max(10_000).default(4),
    draw: z.boolean().default(false),
    presenceSeconds: z.int().min(0).max(86_400).default(0),
    ticketTypes: z
      .array(
        z.object({
          id,
          name: text,
          priceCents: z.int().min(0).max(1_000_000_000),
          currency: z.string().regex(/^[A-Z]{3}$/),
          capacity: z.int().min(0).max(10_000_000),
        }),
      )
      .min(1)
      .max(100)
      .refine((types) => unique(types.map((type) => type.id)), 'has an id twice')
      .refine((types) => new Set(types.map((type) => type.currency)).size === 1, 'must have one currency'),
  })
  .refine((event) => event.closesAt > event.onSaleAt, {
    path: ['closesAt'],
    message: 'must be after onSaleAt',
  });

export const extension = z.object({ seconds: z.int().min(1).max(86_400) });
/** A page of an operator's list. */
export const pageQuery = z.object({
  status: z.enum(Object.keys(TRANSITIONS) as [PreOrderStatus, ...PreOrderStatus[]]).optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const eventId = id;
/** What actions are recorded under that nobody did by name. */
const NOBODY = ['token', 'flow', 'system', 'unknown'];
/** A sign-in; the name is what actions are recorded under. */
export const signInRequest = z.object({
  token: z.string().min(1).max(1_000),
  name: text
    .max(80)
    .refine((name) => !NOBODY.includes(name.trim().toLowerCase()), 'stands for nobody; use another')
    .optional(),
});
/** How far back, at most a week. */
export const timelineQuery = z.object({ minutes: z.coerce.number().int().min(1).max(10_080).default(60) });
export const exportQuery = z.object({ separator: z.enum(['comma', 'semicolon']).default('comma') });
export const findQuery = z
  .object({ id: z.uuid().optional(), buyerId: z.uuid().optional() })
  .refine(({ id, buyerId }) => (id === undefined) !== (buyerId === undefined), 'needs either id or buyerId');
export const idempotencyKey = z
  .string()
  .regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable characters');
const uuid = z.uuid();

/** @throws {Refusal} `event_not_found` for what can't be an event's id. */
export function requireEventId(value: string): void {
  if (!id.safeParse(value).success) throw new Refusal({ code: 'event_not_found' });
}

/** @throws {Problem} 400 with each wrong path. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, at = ''): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map((issue) => ({
      path: [...(at ? [at] : []), ...issue.path].join('.'),
      message: issue.message,
    })),
  );
}

export const isUuid = (value: string): boolean => uuid.safeParse(value).success;

/** `Prefer: wait=N` in milliseconds, at most 10 s; what can't be understood is ignored (RFC 7240). */
export function waitOf(prefer: string | undefined): number {
  const found = /(?:^|[,;\s])wait=(\d{1,6})(?=$|[,;\s])/.exec(prefer ?? '');
  return found ? Math.min(Number(found[1]), 10) * 1_000 : 2_000;
}
