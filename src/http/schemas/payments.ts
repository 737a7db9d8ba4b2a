import { z } from 'zod';
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
