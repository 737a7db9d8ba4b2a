import { z } from 'zod';
import { text } from './common';

export const session = z
  .object({ buyerId: z.uuid(), token: z.string().describe('Send it as a bearer token.') })
  .meta({ id: 'Session' });

/** Names in the record of actions that stand for a program, not for a person. */
const RESERVED_NAMES = ['token', 'workflow', 'system', 'unknown'];

export const signInRequest = z.object({
  token: z.string().trim().min(1).max(1_000),
  name: text
    .max(80)
    .refine((name) => !RESERVED_NAMES.includes(name.trim().toLowerCase()), 'is reserved; choose another name')
    .optional(),
});

export const operator = z.object({
  name: z.string().describe("The name in the record of the operator's actions."),
});
