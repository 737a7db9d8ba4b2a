import { z } from 'zod';
import { count, time } from './common';
import { preOrderStatus } from './pre-orders';

export const removals = z
  .array(
    z.object({
      what: z
        .enum(['keys', 'unsold', 'actions', 'everything'])
        .describe(
          'Idempotency keys; pre-orders that ended without a sale; the record of actions; all pre-orders and tickets.',
        ),
      beganAt: time,
      endedAt: time.nullable().describe('Null while records are still being removed.'),
      counts: z.partialRecord(preOrderStatus, count).describe('The removed pre-orders by status.'),
    }),
  )
  .describe('What was removed from the event since it is over. The report still counts it.');

export const archiving = z.object({
  what: z
    .enum(['unsold', 'everything'])
    .describe(
      '`unsold`: pre-orders that ended without a sale. `everything`: all pre-orders and tickets, too.',
    ),
});

export const archived = z.object({ removals });
