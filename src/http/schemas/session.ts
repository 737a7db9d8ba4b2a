import { z } from 'zod';
import { name } from './text';

export const session = z
  .object({ buyerId: z.uuid(), token: z.string().describe('Send it as a bearer token.') })
  .meta({ id: 'Session' });

/** Names in the record of actions that stand for a program, not for a person. */
const RESERVED_NAMES = ['token', 'workflow', 'system', 'unknown'];

/** Also if it only looks like one, as in full-width letters. */
const isReserved = (given: string) => RESERVED_NAMES.includes(given.normalize('NFKC').trim().toLowerCase());

export const signInRequest = z.object({
  token: z.string().trim().min(1).max(1_000),
  name: name
    .max(80)
    .refine((given) => !isReserved(given), 'is reserved; choose another name')
    .optional(),
});

export const operator = z.object({
  name: z.string().describe("The name in the record of the operator's actions."),
});
