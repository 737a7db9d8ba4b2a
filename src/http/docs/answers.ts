/** What the API answers, as schemas for the document; the answers themselves are typed by the views. */
import { z } from 'zod';
import { TRANSITIONS, type PreOrderStatus } from '../../domain/pre-order';

const time = z.iso.datetime();
const count = z.int().min(0);
const named = <T extends z.ZodType>(id: string, schema: T) => schema.meta({ id });

const eventStatus = z.enum(['scheduled', 'on_sale', 'paused', 'closed', 'cancelled']);
const preOrderStatus = z.enum(Object.keys(TRANSITIONS) as [PreOrderStatus, ...PreOrderStatus[]]);

export const session = named(
  'Session',
  z.object({ buyerId: z.uuid(), token: z.string().describe('Send it as a bearer token.') }),
);

const ticketType = z
  .object({
    id: z.string(),
    name: z.string(),
    priceCents: count.describe('In minor units of the currency.'),
    currency: z.string(),
    capacity: count,
    available: count,
    held: count.describe('Set aside, held, or being checked out.'),
    sold: count,
    deficit: count
      .optional()
      .describe('By how much the capacity was lowered below what is held and sold; there only above 0.'),
  })
  .describe('capacity + deficit = available + held + sold, in every answer.');

export const event = named(
  'Event',
  z.object({
    id: z.string(),
    name: z.string(),
    venue: z.string(),
    startsAt: time,
    onSaleAt: time,
    closesAt: time,
    status: eventStatus,
    holdSeconds: z.int().describe('A hold ends at the latest this long after it began.'),
    idleSeconds: z.int().describe("A hold ends this long after its buyer's last activity."),
    maxPerBuyer: z.int(),
    draw: z.boolean(),
    presenceSeconds: z.int(),
    ticketTypes: z.array(ticketType),
  }),
);
export const events = z.object({ events: z.array(event) });

export const preOrder = named(
  'PreOrder',
  z.object({
    id: z.uuid(),
    eventId: z.string(),
    status: preOrderStatus,
    items: z.array(z.object({ ticketType: z.string(), quantity: z.int(), unitPriceCents: count })),
    totalCents: count,
    currency: z.string(),
    tickets: z.array(
      z.object({
        id: z.uuid(),
        ticketType: z.string(),
        status: z.enum(['pre_order', 'sold', 'invalidated']),
        code: z.string().optional().describe('There once sold.'),
      }),
    ),
    expiresAt: time.optional().describe('There while pre_order.'),
    heldAt: time.optional(),
    closedAt: time.optional(),
    reason: z.string().optional().describe('Why it ended without a sale.'),
    line: z
      .object({
        place: z.int().nullable().describe('Null until the draw.'),
        ahead: count
          .nullable()
          .describe('Who wait before it: exact up to 100, beyond that at most this many.'),
        entryId: z.string().describe('SHA-256 of the id, as the published draw names it.'),
        estimatedWaitSeconds: count.nullable().describe('Null where it is not known.'),
        pollAfterSeconds: z.int().min(1),
      })
      .optional()
      .describe('There while in_line.'),
    serverTime: time.describe('Lets a countdown ignore the clock of the client.'),
  }),
);
export const preOrders = z.object({ preOrders: z.array(preOrder) });

export const history = z.object({
  history: z.array(z.object({ at: time, what: z.string(), detail: z.string() })),
});

export const line = named(
  'Line',
  z.object({
    eventId: z.string(),
    opensAt: time,
    nowServing: z.int().describe('Nobody waits at this place or before it; compare it with your own.'),
    lastPlace: z.int().describe('The newest number given.'),
    waiting: count,
    draw: z
      .object({
        commitment: z.string().describe('SHA-256 of the seed.'),
        seed: z.string().optional().describe('There once drawn.'),
        drawnAt: time.optional(),
      })
      .nullable()
      .describe('Null for an event without a draw.'),
  }),
);

export const report = named(
  'Report',
  z.object({
    event,
    line,
    counts: z.record(z.string(), count).describe('Pre-orders by status.'),
    revenueCents: count,
    oldestOpenHoldAt: time.nullable(),
    invariants: z.array(
      z.object({
        code: z.string().describe('Stable.'),
        name: z.string().describe('In words.'),
        ok: z.boolean(),
      }),
    ),
    reconciliations: z
      .array(z.object({ at: time, restarted: count, ended: count }))
      .describe('The last times that rows and workflows differed, newest first.'),
  }),
);

const operatorsPreOrder = preOrder.extend({
  buyerId: z.uuid(),
  workflowUrl: z.string().nullable().describe('Its flow in the Temporal UI, where that is known.'),
});
export const preOrderPage = z.object({
  preOrders: z.array(operatorsPreOrder),
  nextCursor: z.uuid().nullable(),
});
export const foundPreOrders = z.object({ preOrders: z.array(operatorsPreOrder.extend(history.shape)) });

export const operator = z.object({ name: z.string().describe('What actions are recorded under.') });

export const actions = z.object({
  actions: z
    .array(
      z.object({
        at: time,
        who: z
          .string()
          .describe(
            'The name given at sign-in; `token` for a bearer, `flow` for a signal to the workflow, `system` for the program.',
          ),
        what: z.enum(['create', 'edit', 'pause', 'resume', 'close', 'cancel', 'extend']),
        detail: z
          .record(z.string(), z.unknown())
          .describe('`edit`: what `changed`, by path, `[before, after]`; `extend`: `seconds`, `holds`.'),
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
        held: z.int().describe('Tickets that are set aside, held, or being checked out.'),
        waiting: z.int().describe('Pre-orders in line.'),
        soldPerMinute: z.number().describe('Tickets, over the time since the point before.'),
      }),
    )
    .describe('121 of them, evenly spread; the last is now.'),
});

export const live = z.object({ live: z.literal(true) });
export const ready = z.object({ ready: z.literal(true) });

export const problem = named(
  'Problem',
  z
    .looseObject({
      type: z.string(),
      title: z.string(),
      status: z
        .union([z.int(), eventStatus])
        .describe('As the HTTP status; with `not_on_sale` it is what the event is.'),
      code: z.string().describe('Stable; the one thing to branch on.'),
      detail: z.string(),
    })
    .describe('RFC 9457, with some more members that depend on the code.'),
);
