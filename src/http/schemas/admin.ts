import { z } from 'zod';
import { count, id, time } from './common';
import { event } from './events';
import { removals } from './archive';
import { line } from './line';
import { attempt, refund } from './payments';
import { history, preOrder, preOrderStatus } from './pre-orders';

export const pageQuery = z.object({
  status: preOrderStatus.optional().describe('Only pre-orders of this status.'),
  cursor: z.uuid().optional().describe('`nextCursor` of the previous page.'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('The size of a page.'),
});

export const eventsQuery = z.object({
  cursor: id.optional().describe('`nextCursor` of the previous page.'),
  limit: z.coerce.number().int().min(1).max(1_000).default(200).describe('The size of a page.'),
});

export const eventPage = z.object({ events: z.array(event), nextCursor: z.string().nullable() });

export const findQuery = z
  .object({
    find: z
      .string()
      .trim()
      .regex(/^[ -~]{1,200}$/, 'must have 1 to 200 printable characters of ASCII')
      .optional()
      .describe(
        "An order number, a ticket's code, or the id of a pre-order, of its workflow or of its buyer.",
      ),
    id: z.uuid().optional().describe("The pre-order's id."),
    buyerId: z.uuid().optional().describe('All of one buyer, newest first, at most 100.'),
  })
  .refine(
    (query) => Object.values(query).filter((value) => value !== undefined).length === 1,
    'needs exactly one of find, id and buyerId',
  );

export const timelineQuery = z.object({
  minutes: z.coerce.number().int().min(1).max(10_080).default(60).describe('How far back, at most a week.'),
});

export const exportQuery = z.object({
  separator: z
    .enum(['comma', 'semicolon'])
    .default('comma')
    .describe('`semicolon` is for spreadsheets with a decimal comma.'),
});

const refusal = z.object({
  at: time,
  reason: z.string().describe('The `code` of the answer.'),
  items: z.array(z.object({ ticketType: z.string(), quantity: z.int() })),
});

const refusals = z
  .object({
    counts: z.record(z.string(), count).describe('All of them, by reason.'),
    minutes: z
      .array(z.object({ at: time, reason: z.string(), count }))
      .describe('By minute and reason, newest first, at most 60.'),
    latest: z.array(refusal).describe('Newest first, at most 20.'),
  })
  .describe('Requests that were refused at once and left no pre-order, up to a second ago.');

const money = z.object({
  currency: z.string(),
  capturedCents: count.describe('Taken, also what was given back later.'),
  refundedCents: count.describe('Given back.'),
  openCents: count.describe('Payments that are open: being made, or authorized and not taken yet.'),
  owedCents: count.describe('Taken without a ticket, to be given back.'),
  disputedCents: count.describe('Taken back by banks.'),
  refunds: z.object({ pending: count, succeeded: count, failed: count }).describe('How many there are.'),
  tasks: count.describe('How many things need a person.'),
});

export const report = z
  .object({
    event,
    line,
    counts: z.partialRecord(preOrderStatus, count).describe('Pre-orders by status.'),
    revenueCents: count.describe('The price of what is sold, without what was cancelled.'),
    money: money.describe('What the payment provider has taken and given back.'),
    cancellation: z
      .object({
        startedAt: time,
        endedAt: time.nullable().describe('Null while orders are still being cancelled.'),
        remainingTickets: count.describe('Held or sold, to be cancelled.'),
        soldPreOrders: count.describe('What had been sold and is cancelled now.'),
        soldTickets: count,
        soldCents: count.describe('Their price.'),
      })
      .nullable()
      .describe("The event's cancellation, and how far it is."),
    extension: z
      .object({
        startedAt: time,
        endedAt: time.nullable().describe('Null while holds are still being extended.'),
        seconds: z.int(),
        holds: count.describe('How many holds have been extended.'),
        remainingHolds: count,
      })
      .nullable()
      .describe('The latest extension of all open holds, and how far it is.'),
    oldestOpenHoldAt: time.nullable(),
    removals,
    refusals,
    invariants: z.array(
      z.object({
        code: z.string().describe('Stable.'),
        name: z.string().describe('In words.'),
        ok: z.boolean(),
      }),
    ),
    reconciliations: z
      .array(z.object({ at: time, restarted: count, ended: count }))
      .describe('The latest differences between rows and workflows, newest first.'),
  })
  .meta({ id: 'Report' });

const preOrderForOperator = preOrder.extend({
  buyerId: z.uuid(),
  workflowUrl: z
    .string()
    .nullable()
    .describe('Its workflow in the Temporal UI. Null if the address is not known.'),
  disputed: z
    .literal(true)
    .optional()
    .describe("Present where the buyer's bank has claimed the payment back and hasn't lost the claim."),
});

/** A pre-order as an operator sees it. */
export type PreOrderForOperator = z.output<typeof preOrderForOperator>;

export const preOrderPage = z.object({
  preOrders: z.array(preOrderForOperator),
  nextCursor: z.uuid().nullable(),
});

const foundPreOrder = preOrderForOperator.extend({
  ...history.shape,
  attempts: z.array(attempt).describe('All attempts to pay it, the first one first.'),
  refunds: z.array(
    refund.extend({ who: z.string().describe('Who asked for it, as in the actions; or `buyer`.') }),
  ),
  timeZone: z.string().describe("The event's. Show the times in it."),
});

/** A pre-order that a search found. */
export type FoundPreOrder = z.output<typeof foundPreOrder>;

export const foundPreOrders = z.object({
  preOrders: z.array(foundPreOrder),
  refusals: z
    .array(refusal.extend({ eventId: z.string(), timeZone: z.string() }))
    .describe("Of a buyer: what was refused at once. Only an event's last 1,000 are kept."),
});

export const actions = z.object({
  actions: z
    .array(
      z.object({
        at: time,
        who: z
          .string()
          .describe(
            'The name given at sign-in; `token` for a bearer token, `workflow` for a signal to the workflow, `system` for the program.',
          ),
        what: z.enum([
          ...(['create', 'edit', 'pause', 'resume', 'close', 'cancel', 'extend', 'archive'] as const),
          ...(['checkout', 'refund', 'end_task'] as const),
        ]),
        detail: z
          .object({
            changed: z.record(z.string(), z.array(z.unknown()).length(2)).optional(),
            seconds: z.int().optional(),
            holds: count.optional(),
            preOrderId: z.string().optional(),
            reference: z.string().optional(),
            refundId: z.string().optional(),
            amountCents: count.optional(),
            currency: z.string().optional(),
            reason: z.string().optional(),
            task: z.string().optional(),
            note: z.string().optional(),
          })
          .describe(
            '`edit`: `changed`, by path, `[before, after]`. `extend`: `seconds`, `holds`. `checkout` by a service: `preOrderId`, `reference`. `refund`: `preOrderId`, `refundId`, `amountCents`, `currency`, `reason`. `end_task`: `task`, `preOrderId`, `note`.',
          ),
      }),
    )
    .describe('Newest first, at most 200.'),
});

export const timeline = z.object({
  eventId: z.string(),
  minutes: z.int(),
  points: z
    .array(
      z.object({
        at: time,
        sold: z.int().describe('Tickets.'),
        held: z.int().describe('Tickets set aside, held, or in checkout.'),
        waiting: z.int().describe('Pre-orders in line.'),
        soldPerMinute: z.number().describe('Tickets, since the previous point.'),
      }),
    )
    .describe('121 points at equal intervals. The last one is now.'),
});
