import { z } from 'zod';

export const session = z
  .object({ buyerId: z.uuid(), token: z.string().describe('Send it as a bearer token.') })
  .meta({ id: 'Session' });
