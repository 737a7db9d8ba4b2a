import { Router } from 'express';
import { actOnEvent, extendHolds, putEvent, readEvent } from '../db/events';
import { readLineNow } from '../db/line-now';
import { readReconciliations } from '../db/reconcile';
import { listPreOrders, readReport } from '../db/report';
import type { ApiDependencies } from './app';
import { eventDefinition, eventId, extension, pageQuery, parse, requireEventId } from './schemas';
import { requireAdmin } from './session';
import { eventView, lineView, preOrderView } from './views';

const ACTIONS = ['pause', 'resume', 'close', 'cancel'] as const;

/** The operator's routes. */
export function adminRoutes({ db, flows, watch, adminToken, flowUrl, onError }: ApiDependencies) {
  const router = Router();
  router.use('/admin', requireAdmin(adminToken));
  router.put('/admin/events/:eventId', async (request, response) => {
    const id = parse(eventId, request.params.eventId, 'eventId');
    const created = await putEvent(db, { id, ...parse(eventDefinition, request.body) });
    response.status(created ? 201 : 200).json(eventView(await readEvent(db, id)));
  });
  for (const action of ACTIONS) {
    router.post(`/admin/events/:eventId/${action}`, async (request, response) => {
      requireEventId(request.params.eventId);
      const ended = await actOnEvent(db, request.params.eventId, action);
      void tellAll(ended);
      response.json(eventView(await readEvent(db, request.params.eventId)));
    });
  }
  router.post('/admin/events/:eventId/extend', async (request, response) => {
    requireEventId(request.params.eventId);
    await extendHolds(db, request.params.eventId, parse(extension, request.body).seconds);
    response.json(eventView(await readEvent(db, request.params.eventId)));
  });
  router.get('/admin/events/:eventId/report', async (request, response) => {
    requireEventId(request.params.eventId);
    const event = await readEvent(db, request.params.eventId);
    const line = lineView(await readLineNow(db, event.id));
    response.json({
      event: eventView(event),
      line,
      ...(await readReport(db, event.id)),
      reconciliations: await readReconciliations(db),
    });
  });
  router.get('/admin/events/:eventId/pre-orders', async (request, response) => {
    requireEventId(request.params.eventId);
    const { id } = await readEvent(db, request.params.eventId);
    const query = parse(pageQuery, request.query);
    const page = await listPreOrders(db, id, query);
    response.json({
      preOrders: page.map((one) => ({
        ...preOrderView(one, watch),
        buyerId: one.buyerId,
        workflowUrl: flowUrl(one.id),
      })),
      nextCursor: page.length === query.limit ? (page.at(-1)?.id ?? null) : null,
    });
  });
  /** One after the other, so that a big event doesn't flood Temporal; those not told end by their timer. */
  async function tellAll(ids: string[]): Promise<void> {
    for (const id of ids) await flows.signalLook(id).catch(onError);
  }
  return router;
}
