import { z } from 'zod';
import { count, time } from './common';

export const line = z
  .object({
    eventId: z.string(),
    opensAt: time,
    nowServing: z.int().describe('Every place up to this one has been called. Compare it with your own.'),
    lastPlace: z.int().describe('The highest place so far.'),
    waiting: count,
    draw: z
      .object({
        commitment: z.string().describe('SHA-256 of the seed.'),
        seed: z.string().optional().describe('Published with the draw.'),
        drawnAt: time.optional(),
      })
      .nullable()
      .describe('Null for an event without a draw.'),
  })
  .meta({ id: 'Line' });

/** A line as the API shows it. */
export type LineAnswer = z.output<typeof line>;
