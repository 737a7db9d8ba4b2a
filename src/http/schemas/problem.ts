import { z } from 'zod';
import { eventStatus } from './events';

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int().describe('The HTTP status.'),
    code: z.string().describe('Stable. Branch on this and on nothing else.'),
    detail: z.string(),
    eventStatus: eventStatus.optional().describe('With `not_on_sale` and `event_final`.'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. Some codes add members of their own.' });
