import { z } from 'zod';
import { eventStatus } from './events';

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z
      .union([z.int(), eventStatus])
      .describe("The HTTP status, except with `not_on_sale`, where it is the event's status."),
    code: z.string().describe('Stable. Branch on this and on nothing else.'),
    detail: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. Some codes add members of their own.' });
