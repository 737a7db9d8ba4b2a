import { z } from 'zod';
import { ATTEMPT_STATUSES, PAYMENT_METHODS } from '../../domain/payment';
import { count, time } from './common';

export const received = z.object({ received: z.literal(true) });

export const refund = z
  .object({
    id: z.uuid(),
    status: z.enum(['pending', 'succeeded', 'failed']),
    amountCents: count,
    currency: z.string(),
    createdAt: time,
    endedAt: time.optional().describe('Present once it succeeded or failed.'),
    cause: z
      .enum(['operator', 'buyer', 'event_cancelled', 'late', 'mismatch'])
      .describe('`late`: the money came after the hold. `mismatch`: it was not what was asked for.'),
    tickets: z.array(z.uuid()),
    reason: z.string(),
    failureReason: z.string().optional().describe("The provider's code. Present if it failed."),
  })
  .meta({ id: 'Refund' });

/** An attempt to pay, as an operator sees it. */
export const attempt = z
  .object({
    id: z.uuid(),
    attempt: z.int().min(1),
    method: z.enum(PAYMENT_METHODS),
    status: z.enum(ATTEMPT_STATUSES),
    amountCents: count,
    capturedCents: count,
    refundedCents: count,
    refundingCents: count.describe('Being given back.'),
    currency: z.string(),
    declineReason: z.string().nullable(),
    mismatch: z
      .enum(['id', 'currency', 'amount', 'captured_amount'])
      .nullable()
      .describe("How the provider's object differs from what was asked for. Nothing is sold for it then."),
    createdAt: time,
    payUntil: time,
    endedAt: time.nullable(),
    providerId: z.string().nullable().describe("The provider's id of the payment."),
    providerUrl: z.string().nullable().describe("The provider's page about it."),
    disputes: z.array(
      z.object({
        status: z.string().describe("In the provider's words."),
        reason: z.string(),
        amountCents: count,
        openedAt: time,
        closedAt: time.nullable(),
      }),
    ),
  })
  .meta({ id: 'Attempt' });

export const refundAnswer = z.object({ refund });

export const refunds = z.object({ refunds: z.array(refund).describe('Oldest first.') });

export const refundRequest = z.object({
  tickets: z
    .array(z.uuid().transform((id) => id.toLowerCase()))
    .min(1)
    .max(10_000)
    .optional()
    .describe('Which tickets. Without it, all that are left.'),
  reason: z.string().trim().min(1).max(500).describe('For the record.'),
});

export const refundHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')
    .describe('Repeat a request with the same key to get the same refund, never a second one.'),
});
