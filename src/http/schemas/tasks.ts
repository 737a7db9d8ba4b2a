import { z } from 'zod';
import { id, time } from './common';
import { longText } from './text';

export const tasksQuery = z.object({
  eventId: id.optional().describe('Only those of this event.'),
  cursor: z
    .string()
    .regex(/^(open|done)-\d{1,15}$/, 'must be the `nextCursor` of a page')
    .optional()
    .describe('`nextCursor` of the previous page.'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('The size of a page.'),
});

export const task = z
  .object({
    id: z.int(),
    kind: z
      .string()
      .describe(
        'Stable: `payment_mismatch`, `payment_unknown`, `capture_failed`, `capture_pending`, `refund_failed`, `dispute`, `reconciliation`; others may come.',
      ),
    subject: z
      .string()
      .describe("What it is about: the id of a payment, a refund or a dispute, or the provider's object."),
    eventId: z.string().nullable(),
    preOrderId: z.uuid().nullable(),
    orderNumber: z.string().nullable(),
    at: time,
    detail: z.record(z.string(), z.unknown()).describe('What is known besides, by kind.'),
    providerUrl: z.string().nullable().describe("The provider's page about the payment."),
    doneAt: time.nullable(),
    doneBy: z.string().nullable(),
  })
  .meta({ id: 'Task' });

export const tasks = z.object({ tasks: z.array(task), nextCursor: z.string().nullable() });

export const endOfTask = z.preprocess(
  // A note isn't needed, so neither is a body.
  (body) => body ?? {},
  z.strictObject({ note: longText.max(500).optional().describe('For the record.') }),
);
