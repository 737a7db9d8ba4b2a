import { z } from 'zod';
import { OPERATOR_ROLES, ROLES, SERVICE_ROLES } from '../../domain/roles';
import { id, isUnique, time } from './common';
import { name } from './text';

/** Names in the record of actions that stand for a program, not for a person. */
const RESERVED_NAMES = ['token', 'workflow', 'system', 'unknown'];

/** Also if it only looks like one, as in full-width letters. An address or a service's name would be somebody else's. */
function isReserved(given: string): boolean {
  const plain = given.normalize('NFKC').trim().toLowerCase();
  return RESERVED_NAMES.includes(plain) || plain.startsWith('token:') || plain.includes('@');
}

export const operatorSignIn = z.object({
  token: z
    .string()
    .trim()
    .min(1)
    .max(1_000)
    .optional()
    .describe("The admin token. Without it, the buyer's session must be an operator's."),
  name: name
    .max(80)
    .refine((given) => !isReserved(given), 'is reserved; choose another name')
    .optional()
    .describe('With the admin token: what actions are recorded under.'),
});

const operatorRole = z.enum(OPERATOR_ROLES);
const serviceRole = z.enum(SERVICE_ROLES);

export const operator = z.object({
  name: z.string().describe('What actions are recorded under.'),
  role: z.enum(ROLES),
  events: z.array(z.string()).optional().describe("Of a service's token that is for these events only."),
});

export const operatorChange = z.object({ role: operatorRole });

export const operatorAccount = z
  .object({ email: z.string(), role: operatorRole, createdAt: time, createdBy: z.string() })
  .meta({ id: 'Operator' });

export const operatorList = z.object({ operators: z.array(operatorAccount).describe('By address.') });

export const newToken = z.object({
  name: name.max(80).describe('Actions are recorded under `token:` and this.'),
  role: serviceRole,
  events: z
    .array(id)
    .min(1)
    .max(1_000)
    .refine(isUnique, 'must be different')
    .optional()
    .describe('The events that it is for; without it, all.'),
});

export const createdToken = z.object({
  id: z.uuid(),
  token: z.string().describe('Send it as a bearer token. It is shown only once.'),
});

export const tokenList = z.object({
  tokens: z
    .array(
      z.object({
        ...{ id: z.uuid(), name: z.string(), role: serviceRole },
        events: z.array(z.string()).nullable().describe('Null for all.'),
        ...{ createdAt: time, createdBy: z.string() },
        lastUsedAt: time.nullable().describe('To the minute.'),
        revokedAt: time.nullable(),
      }),
    )
    .describe('Newest first.'),
});

const recorded = { at: time, who: z.string() };
const [tokenId, tokenName, email] = [z.uuid(), z.string(), z.string()];

export const generalActions = z.object({
  actions: z
    .array(
      z.discriminatedUnion('what', [
        z.object({
          ...recorded,
          what: z.enum(['add_operator', 'remove_operator']),
          detail: z.object({ email, role: operatorRole }),
        }),
        z.object({
          ...{ ...recorded, what: z.literal('change_operator') },
          detail: z.object({
            email,
            changed: z.object({ role: z.array(operatorRole).length(2) }).describe('`[before, after]`'),
          }),
        }),
        z.object({
          ...{ ...recorded, what: z.literal('create_token') },
          detail: z.object({ tokenId, tokenName, role: serviceRole, events: z.array(z.string()).optional() }),
        }),
        z.object({ ...recorded, what: z.literal('revoke_token'), detail: z.object({ tokenId, tokenName }) }),
        z.object({
          ...{ ...recorded, what: z.literal('end_task') },
          detail: z.object({ task: z.string(), subject: z.string(), note: z.string().optional() }),
        }),
      ]),
    )
    .describe('Newest first, at most 200.'),
});
