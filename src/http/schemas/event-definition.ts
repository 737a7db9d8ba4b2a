import { z } from 'zod';
import { id, imageAddress, isUnique, timeInput, timeZone } from './common';
import { event, paymentRule, seconds, signInRule, ticketType } from './events';
import { longText, name } from './text';

/** Leaves out what only an answer has, so that an answer can be sent back; what nobody knows is an error. */
function sentBack<Definition extends z.ZodObject>(definition: Definition, answer: z.ZodObject) {
  const ignored = Object.keys(answer.shape).filter((member) => !(member in definition.shape));
  const withoutIgnored = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).filter(([member]) => !ignored.includes(member)))
      : value;
  return z.preprocess(withoutIgnored, definition);
}

const ticketTypeDefinition = z.strictObject({
  id,
  name,
  priceCents: z.int().min(0).max(1_000_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/),
  capacity: z.int().min(0).max(10_000_000),
});

const definition = z
  .strictObject({
    name,
    venue: name,
    timeZone: timeZone
      .optional()
      .describe("The venue's, by its IANA name. Without it, the one of the configuration (`TIME_ZONE`)."),
    description: longText.default(''),
    imageUrl: imageAddress.nullable().default(null),
    startsAt: timeInput,
    doorsOpenAt: timeInput.nullable().default(null),
    onSaleAt: timeInput,
    closesAt: timeInput,
    holdSeconds: seconds.default(600),
    idleSeconds: seconds.default(180),
    maxPerBuyer: z.int().min(1).max(10_000).default(4),
    draw: z.boolean().default(false),
    presenceSeconds: z.int().min(0).max(86_400).default(0),
    signIn: signInRule.default('none'),
    payment: paymentRule
      .optional()
      .describe(
        'Without it: `none` where every price is 0, else `online`, or `external` where no provider is configured.',
      ),
    refundableUntil: timeInput.nullable().default(null),
    ticketTypes: z
      .array(sentBack(ticketTypeDefinition, ticketType))
      .min(1)
      .max(100)
      .refine((types) => isUnique(types.map((type) => type.id)), 'has an id twice')
      .refine((types) => new Set(types.map((type) => type.currency)).size === 1, 'must have one currency'),
  })
  .refine((one) => one.closesAt > one.onSaleAt, {
    path: ['closesAt'],
    message: 'must be after onSaleAt',
    // Also where something else is wrong, so that everything is named at once.
    when: ({ value }) => hasTimes(value),
  });

/** Whether both times of the sale could be read. */
const hasTimes = (value: unknown) => {
  const { onSaleAt, closesAt } = (value ?? {}) as Record<string, unknown>;
  return onSaleAt instanceof Date && closesAt instanceof Date;
};

/** An event as an operator defines it. */
export const eventDefinition = sentBack(definition, event);
