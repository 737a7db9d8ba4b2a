import { z } from 'zod';
import { actOnEvent, extendHolds, readEvent } from '../../db/events';
import { putEvent } from '../../db/put-event';
import type { ApiDependencies } from '../dependencies';
import { adminRoute } from '../route';
import { event, eventDefinition, extension } from '../schemas/events';
import { eventView } from '../views';

const EXAMPLE = {
  ...{ name: 'Rock no Rio', venue: 'Parque Olímpico', startsAt: '2027-01-30T20:00:00Z' },
  ...{ onSaleAt: '2026-12-01T12:00:00Z', closesAt: '2027-01-30T18:00:00Z' },
  ...{ holdSeconds: 600, idleSeconds: 180, maxPerBuyer: 4, draw: false, presenceSeconds: 0 },
  ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 49500, currency: 'BRL', capacity: 1000 }],
};

const putHeaders = z.object({
  'If-None-Match': z
    .string()
    .optional()
    .meta({ enum: ['*'], description: '`*` creates the event only if it does not exist.' }),
});

export function adminEventRoutes({
  db,
  workflows,
  onError,
}: Pick<ApiDependencies, 'db' | 'workflows' | 'onError'>) {
  const show = async (id: string) => eventView(await readEvent(db, id));

  /** One after the other, so that a large event doesn't flood Temporal. A workflow that misses it ends by its timer. */
  async function signalAll(ids: string[]): Promise<void> {
    for (const id of ids) await workflows.signalLook(id).catch(onError);
  }

  const actionRoute = (action: 'pause' | 'resume' | 'close' | 'cancel', summary: string) =>
    adminRoute(`${action}Event`, `POST /api/admin/events/{eventId}/${action}`, {
      summary,
      answers: { 200: event },
      problems: ['event_final'],
      async handle({ params, operator }) {
        const ended = await actOnEvent(db, params.eventId, action, operator);
        void signalAll(ended);
        return { status: 200, body: await show(params.eventId) };
      },
    });

  return [
    adminRoute('putEvent', 'PUT /api/admin/events/{eventId}', {
      summary: 'Creates an event or changes it.',
      body: eventDefinition,
      example: EXAMPLE,
      headers: putHeaders,
      answers: { 201: event, 200: event },
      problems: ['ticket_type_in_use', 'draw_under_way', 'draw_too_late', 'event_exists'],
      async handle({ params, body, headers, operator }) {
        const options = { who: operator, onlyNew: headers['If-None-Match'] === '*' };
        const created = await putEvent(db, { id: params.eventId, ...body }, options);
        return { status: created ? 201 : 200, body: await show(params.eventId) };
      },
    }),
    actionRoute('pause', 'Stops calling people from the line. Holds go on.'),
    actionRoute('resume', 'Ends a pause, or opens a closed sale again.'),
    actionRoute('close', 'Ends the sale. Held tickets can still be bought.'),
    actionRoute('cancel', 'Cancels the event for good: holds end, and sold tickets are void.'),
    adminRoute('extendHolds', 'POST /api/admin/events/{eventId}/extend', {
      summary: 'Extends every open hold.',
      body: extension,
      example: { seconds: 300 },
      answers: { 200: event },
      async handle({ params, body, operator }) {
        await extendHolds(db, params.eventId, body.seconds, operator);
        return { status: 200, body: await show(params.eventId) };
      },
    }),
  ];
}
