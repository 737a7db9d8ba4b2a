import { z } from 'zod';
import { PAYMENT_METHODS, PAYMENT_STATUSES } from '../../domain/payment';
import { END_REASONS, TICKET_STATUSES, TRANSITIONS, type PreOrderStatus } from '../../domain/pre-order';
import { count, id, isUnique, time } from './common';

export const preOrderRequest = z.object({
  items: z
    .array(z.object({ ticketType: id, quantity: z.int().min(1).max(10_000) }))
    .min(1)
    .max(20)
    .refine((items) => isUnique(items.map((item) => item.ticketType)), 'names a ticket type twice'),
});

export const idempotencyKey = z
  .string()
  .regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')
  .describe('Repeat a request with the same key to get the same pre-order, never a second one.')
  .optional();

/** `Prefer: wait=N`, in milliseconds: 2 s by default, at most 10 s. What can't be understood is ignored (RFC 7240). */
export const preferWait = z
  .string()
  .optional()
  .transform((prefer) => {
    const found = /(?:^|[,;\s])wait=(\d{1,6})(?=$|[,;\s])/.exec(prefer ?? '');
    return found ? Math.min(Number(found[1]), 10) * 1_000 : 2_000;
  })
  .meta({
    default: 'wait=2',
    description: '`wait=N`: how long to wait for the answer, from 0 to 10 seconds.',
  });

export const preOrderStatus = z.enum(Object.keys(TRANSITIONS) as [PreOrderStatus, ...PreOrderStatus[]]);

export const payment = z
  .object({
    id: z.uuid(),
    attempt: z.int().min(1),
    method: z.enum(PAYMENT_METHODS),
    status: z.enum(PAYMENT_STATUSES),
    payUrl: z.url().optional().describe("The provider's page. Present while the buyer can pay there."),
    pix: z
      .object({ text: z.string(), expiresAt: time })
      .optional()
      .describe('The code of a Pix. Present while it can be paid.'),
    declineReason: z
      .string()
      .optional()
      .describe('Such as `card_declined`, `insufficient_funds`, `authentication_failed`.'),
    amountCents: count,
    refundedCents: count,
    currency: z.string(),
    payUntil: time.describe('When the provider stops taking this payment.'),
  })
  .meta({ id: 'Payment' });

/** How a buyer wants to pay; a service that has taken the money itself may say what it calls that. */
export const checkout = z.preprocess(
  // A checkout without a payment needs no body.
  (body) => body ?? {},
  z.object({
    method: z.enum(PAYMENT_METHODS).optional().describe('Required where the event is paid `online`.'),
    reference: z
      .string()
      .regex(/^[\x20-\x7e]{1,200}$/, 'must be 1 to 200 printable characters')
      .optional()
      .describe('What the service calls the payment, where the event is paid `external`.'),
  }),
);

export const preOrder = z
  .object({
    id: z.uuid(),
    orderNumber: z.string().describe('Short, to read out: the buyer sees it on the page.'),
    eventId: z.string(),
    status: preOrderStatus,
    items: z.array(z.object({ ticketType: z.string(), quantity: z.int(), unitPriceCents: count })),
    totalCents: count,
    currency: z.string(),
    tickets: z.array(
      z.object({
        id: z.uuid(),
        ticketType: z.string(),
        status: z.enum(TICKET_STATUSES),
        code: z.string().optional().describe('Present once sold.'),
      }),
    ),
    expiresAt: time.optional().describe('Present while `pre_order` or `paying`.'),
    holdEndsAt: time
      .optional()
      .describe('The latest that activity can move `expiresAt` to. Present while `pre_order` or `paying`.'),
    heldAt: time.optional(),
    closedAt: time.optional(),
    reason: z.enum(END_REASONS).optional().describe('Why it ended without a sale.'),
    payment: payment.optional().describe('The attempt that pays for it, or the last one.'),
    line: z
      .object({
        place: z.int().nullable().describe('Null until the draw.'),
        ahead: count
          .nullable()
          .describe('How many wait ahead of it: exact up to 100, an upper bound above that.'),
        entryId: z.string().describe('SHA-256 of the id, as in the published draw.'),
        estimatedWaitSeconds: count.nullable().describe('Null if it is not known.'),
        pollAfterSeconds: z.int().min(1),
      })
      .optional()
      .describe('Present while `in_line`.'),
    serverTime: time.describe("Use it for countdowns instead of the client's clock."),
  })
  .meta({ id: 'PreOrder' });

/** A pre-order as its buyer sees it. */
export type PreOrderAnswer = z.output<typeof preOrder>;

export const listQuery = z.object({
  cursor: z.uuid().optional().describe('The `nextCursor` of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(100),
});

export const preOrders = z.object({
  preOrders: z.array(preOrder),
  nextCursor: z.uuid().nullable().describe('Null on the last page.'),
});

export const history = z.object({
  history: z.array(z.object({ at: time, what: z.string(), detail: z.string() })),
});
