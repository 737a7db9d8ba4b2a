import { z } from 'zod';
import type { ApiDependencies } from '../dependencies';
import { adminRoute, ok } from '../route';
import { eventDefinition } from '../schemas/event-definition';
import { eventPage, eventsQuery } from '../schemas/admin';
import { archived, archiving } from '../schemas/archive';
import { event, extension } from '../schemas/events';
import { showEvent, tagsOf } from '../event-tags';
import { eventView } from '../views';

const EXAMPLE = {
  ...{ name: 'Rock no Rio', venue: 'Parque Olímpico', timeZone: 'America/Sao_Paulo' },
  ...{ description: 'Uma noite de rock.', imageUrl: 'https://example.com/rock-no-rio.jpg' },
  ...{ startsAt: '2027-01-30T20:00:00Z', doorsOpenAt: '2027-01-30T18:00:00Z' },
  ...{ onSaleAt: '2026-12-01T12:00:00Z', closesAt: '2027-01-30T18:00:00Z' },
  ...{ holdSeconds: 600, idleSeconds: 180, maxPerBuyer: 4, draw: false, presenceSeconds: 0, signIn: 'none' },
  ...{ payment: 'online', refundableUntil: '2027-01-28T20:00:00Z' },
  ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 49500, currency: 'BRL', capacity: 1000 }],
};

const putHeaders = z.object({
  'If-Match': z
    .string()
    .optional()
    .describe(
      'The `ETag` of the event as you read it: 412 `event_changed` if somebody has changed its definition since.',
    ),
  'If-None-Match': z
    .string()
    .optional()
    .meta({ enum: ['*'], description: '`*` creates the event only if it does not exist.' }),
});

export function adminEventRoutes({ events, timeZone }: ApiDependencies) {
  const show = async (id: string) => showEvent(await events.readFresh(id));

  const actionRoute = (action: 'pause' | 'resume' | 'close' | 'cancel', summary: string) =>
    adminRoute(`${action}Event`, `POST /api/admin/events/{eventId}/${action}`, {
      summary,
      role: 'manager',
      answers: { 200: event },
      problems: ['event_final'],
      async handle({ params, operator }) {
        await events.act(params.eventId, action, operator.name);
        return { status: 200 as const, ...(await show(params.eventId)) };
      },
    });

  return [
    adminRoute('listAllEvents', 'GET /api/admin/events', {
      summary:
        'All events, the latest start first, also those that are over. The public list has only what can be bought or attended.',
      role: 'viewer',
      query: eventsQuery,
      answers: { 200: eventPage },
      async handle({ query: { cursor, limit } }) {
        const page = (await events.listAll(cursor, limit)).map(eventView);
        return ok({ events: page, nextCursor: page.length < limit ? null : (page.at(-1)?.id ?? null) });
      },
    }),
    adminRoute('putEvent', 'PUT /api/admin/events/{eventId}', {
      summary:
        'Creates an event, or changes it to be as given; what is left out gets its default. To keep what others have changed since you read it, send its `ETag` as `If-Match`. Members of an Event that cannot be set are ignored.',
      role: 'manager',
      body: eventDefinition,
      example: EXAMPLE,
      headers: putHeaders,
      answers: { 201: event, 200: event },
      problems: [
        ...([
          'ticket_type_in_use',
          'draw_under_way',
          'draw_too_late',
          'currency_fixed',
          'payment_fixed',
        ] as const),
        ...(['event_exists', 'event_changed'] as const),
      ],
      async handle({ params, body, headers, operator }) {
        const options = {
          who: operator.name,
          onlyNew: headers['If-None-Match'] === '*',
          ifTagged: tagsOf(headers['If-Match']),
        };
        const created = await events.put(
          { id: params.eventId, ...body, timeZone: body.timeZone ?? timeZone },
          options,
        );
        return { status: created ? 201 : 200, ...(await show(params.eventId)) };
      },
    }),
    actionRoute('pause', 'Stops calling people from the line. Holds go on.'),
    actionRoute('resume', 'Ends a pause, or opens a closed sale again.'),
    actionRoute('close', 'Ends the sale. Held tickets can still be bought.'),
    actionRoute('cancel', 'Cancels the event for good: holds end, and sold tickets are void.'),
    adminRoute('archiveEvent', 'POST /api/admin/events/{eventId}/archive', {
      summary:
        'Removes records of an event that is over, for some seconds. Ask again until `endedAt` is set.',
      role: 'admin',
      body: archiving,
      example: { what: 'unsold' },
      answers: { 200: archived },
      problems: ['event_not_over'],
      async handle({ params, body, operator }) {
        return ok({ removals: await events.archive(params.eventId, body.what, operator.name) });
      },
    }),
    adminRoute('extendHolds', 'POST /api/admin/events/{eventId}/extend', {
      summary: 'Extends every open hold.',
      role: 'manager',
      body: extension,
      example: { seconds: 300 },
      answers: { 200: event },
      async handle({ params, body, operator }) {
        await events.extendHolds(params.eventId, body.seconds, operator.name);
        return { status: 200 as const, ...(await show(params.eventId)) };
      },
    }),
  ];
}
