import { z } from 'zod';
import { PAYMENT_RULES } from '../../domain/payment';
import { count, time } from './common';

/** A span of an event's settings. */
export const seconds = z.int().min(1).max(86_400);

export const extension = z.object({ seconds });

export const signInRule = z.enum(['none', 'required']);

export const paymentRule = z.enum(PAYMENT_RULES);

export const eventStatus = z.enum(['scheduled', 'on_sale', 'paused', 'closed', 'cancelled']);

export const ticketType = z
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
    signIn: signInRule.describe('Whether buyers have to sign in before they ask for tickets.'),
    payment: paymentRule.describe(
      'How tickets are paid: not at all, with the payment provider, or with a service that calls the checkout itself.',
    ),
    refundableUntil: time.nullable().describe('Until when buyers can ask for their money back.'),
    ticketTypes: z.array(ticketType),
  })
  .meta({ id: 'Event' });

/** An event as the API shows it. */
export type EventAnswer = z.output<typeof event>;

export const events = z.object({ events: z.array(event) });
