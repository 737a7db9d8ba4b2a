/** What `GET /api/me/export` has: the names and times of the tables, in words that its reader understands. */
import { z } from 'zod';

const id = z.uuid();
const at = z.string().describe('A time in RFC 3339.');
const maybe = at.nullable();
const items = z.array(z.looseObject({ ticketType: z.string(), quantity: z.int() }));

export const ownData = z
  .object({
    ...{ buyerId: id, exportedAt: at },
    account: z
      .object({ email: z.string().nullable(), emailVerifiedAt: maybe, createdAt: at })
      .nullable()
      .describe('Null for an anonymous buyer.'),
    earlierBuyerIds: z.array(id).describe('Who the buyer was before a sign-in.'),
    sessions: z.array(z.object({ id, createdAt: at, lastUsedAt: at, device: z.string(), endedAt: maybe })),
    codes: z
      .array(
        z.object({
          ...{ email: z.string(), askedAt: at, expiresAt: at, tries: z.int(), usedAt: maybe },
          mail: z.object({ status: z.string(), endedAt: maybe }).nullable(),
        }),
      )
      .describe('Codes that were asked for, and their mails.'),
    passkeys: z.array(
      z.object({
        ...{ id: z.string(), name: z.string(), transports: z.array(z.string()) },
        ...{ createdAt: at, lastUsedAt: maybe },
      }),
    ),
    accountsElsewhere: z.array(z.object({ issuer: z.string(), subject: z.string(), createdAt: at })),
    preOrders: z.array(
      z.object({
        ...{ id, eventId: z.string(), status: z.string(), items, quantity: z.int(), totalCents: z.int() },
        ...{ currency: z.string(), askedAt: at, calledAt: maybe, heldAt: maybe, lastActivityAt: maybe },
        ...{ acceptedAt: maybe, soldAt: maybe, closedAt: maybe, reason: z.string().nullable() },
        ...{ place: z.int().nullable(), seenAt: maybe, idempotencyKey: z.string().nullable() },
        tickets: z.array(
          z.object({ id, ticketType: z.string(), status: z.string(), code: z.string().nullable() }),
        ),
        payments: z.array(
          z.object({
            ...{ id, number: z.int(), method: z.string(), status: z.string(), amountCents: z.int() },
            ...{ capturedCents: z.int(), currency: z.string(), declineReason: z.string().nullable() },
            ...{ createdAt: at, endedAt: maybe },
          }),
        ),
        refunds: z.array(
          z.object({
            ...{ id, paymentId: id, status: z.string(), tickets: z.array(id), amountCents: z.int() },
            ...{ currency: z.string(), cause: z.string(), reason: z.string(), createdAt: at, endedAt: maybe },
          }),
        ),
      }),
    ),
    refusals: z.array(z.object({ eventId: z.string(), at, reason: z.string(), items })),
  })
  .meta({ id: 'OwnData' });

export type OwnData = z.output<typeof ownData>;
