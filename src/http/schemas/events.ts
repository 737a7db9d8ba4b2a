import { z } from 'zod';
import { count, id, isUnique, longText, text, time, timeInput, timeZone, webUrl } from './common';

const seconds = z.int().min(1).max(86_400);

export const eventDefinition = z
  .object({
    name: text,
    venue: text,
    timeZone: timeZone
      .optional()
      .describe("The venue's, by its IANA name. Without it, the one of the configuration (`TIME_ZONE`)."),
    description: longText.default(''),
    imageUrl: webUrl.nullable().default(null),
    startsAt: timeInput,
    doorsOpenAt: timeInput.nullable().default(null),
    onSaleAt: timeInput,
    closesAt: timeInput,
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
      .refine((types) => isUnique(types.map((type) => type.id)), 'has an id twice')
      .refine((types) => new Set(types.map((type) => type.currency)).size === 1, 'must have one currency'),
  })
  .refine((event) => event.closesAt > event.onSaleAt, {
    path: ['closesAt'],
    message: 'must be after onSaleAt',
  });

export const extension = z.object({ seconds });

export const eventStatus = z.enum(['scheduled', 'on_sale', 'paused', 'closed', 'cancelled']);

const ticketType = z
  .object({
    id: z.string(),
    name: z.string(),
    priceCents: count.describe('In minor units of the currency.'),
    currency: z.string(),
    capacity: count,
    available: count,
    held: count.describe('Set aside, held, or in checkout.'),
    sold: count,
    deficit: count
      .optional()
      .describe('How far the capacity is below held + sold. Present only when above 0.'),
    cancelled: count
      .optional()
      .describe(
        'Sold, then cancelled with the event; `available` counts them too. Present only when above 0.',
      ),
  })
  .describe('capacity + deficit = available + held + sold, in every answer.');

export const event = z
  .object({
    id: z.string(),
    name: z.string(),
    venue: z.string(),
    timeZone: z.string().describe("The venue's, by its IANA name. Show the event's times in it."),
    description: z.string().describe('Plain text, possibly of several lines.'),
    imageUrl: z.string().nullable(),
    startsAt: time,
    doorsOpenAt: time.nullable(),
    onSaleAt: time,
    closesAt: time,
    status: eventStatus,
    holdSeconds: z.int().describe('The longest time that tickets are held.'),
    idleSeconds: z.int().describe("A hold ends this long after the buyer's last activity."),
    maxPerBuyer: z.int(),
    draw: z.boolean(),
    presenceSeconds: z.int(),
    ticketTypes: z.array(ticketType),
  })
  .meta({ id: 'Event' });

/** An event as the API shows it. */
export type EventAnswer = z.output<typeof event>;

export const events = z.object({ events: z.array(event) });
