import { Router } from 'express';
import { readEvent } from '../db/events';
import { readLineNow } from '../db/line-now';
import { readActions } from '../db/operator-actions';
import { readReconciliations } from '../db/reconcile';
import { listPreOrders, readReport } from '../db/report';
import type { PreOrderNow } from '../db/rows';
import { readTimeline } from '../db/timeline';
import type { ApiDependencies } from './app';
import { EXPORTS, sendExport } from './export';
import { readHistory } from './history';
import { findQuery, pageQuery, parse, requireEventId, exportQuery, timelineQuery } from './schemas';
import { eventView, lineView, preOrderView } from './views';

/** How many actions are told at most. */
const ACTIONS = 200;

/** What an operator may look at; whoever mounts it lets only operators through. */
export function adminReads({ db, steps, watch, flowUrl, onError }: ApiDependencies) {
  const router = Router();
  const operatorsView = (one: PreOrderNow) => ({
    ...preOrderView(one, watch),
    buyerId: one.buyerId,
    workflowUrl: flowUrl(one.id),
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
  router.get('/admin/events/:eventId/timeline', async (request, response) => {
    requireEventId(request.params.eventId);
    const { id } = await readEvent(db, request.params.eventId);
    const { minutes } = parse(timelineQuery, request.query);
    response.json({ eventId: id, minutes, points: await readTimeline(db, id, minutes) });
  });
  router.get('/admin/events/:eventId/actions', async (request, response) => {
    requireEventId(request.params.eventId);
    const { id } = await readEvent(db, request.params.eventId);
    response.json({ actions: await readActions(db, id, ACTIONS) });
  });
  for (const [name, pages] of Object.entries(EXPORTS))
    for (const format of ['csv', 'ndjson'] as const)
      router.get(`/admin/events/:eventId/${name}.${format}`, async (request, response) => {
        requireEventId(request.params.eventId);
        const { id } = await readEvent(db, request.params.eventId);
        const { separator } = parse(exportQuery, request.query);
        await sendExport(response, pages(db, id, format, separator), `${name}-${id}.${format}`, onError);
      });
  router.get('/admin/events/:eventId/pre-orders', async (request, response) => {
    requireEventId(request.params.eventId);
    const { id } = await readEvent(db, request.params.eventId);
    const query = parse(pageQuery, request.query);
    const page = await listPreOrders(db, id, query);
    response.json({
      preOrders: page.map(operatorsView),
      nextCursor: page.length === query.limit ? (page.at(-1)?.id ?? null) : null,
    });
  });
  router.get('/admin/pre-orders', async (request, response) => {
    const { id, buyerId } = parse(findQuery, request.query);
    const found =
      buyerId === undefined ? [await steps.read(String(id).toLowerCase())] : await steps.ofBuyer(buyerId);
    const preOrders = [];
    // One after the other: a buyer has few, and a question of an operator must not take all connections.
    for (const one of found)
      if (one) preOrders.push({ ...operatorsView(one), history: await readHistory(db, watch, one) });
    response.json({ preOrders });
  });
  return router;
}
