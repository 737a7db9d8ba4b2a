import type { PreOrder } from '../domain/pre-order';
import { Router } from 'express';
import type { ApiDependencies } from './app';
import { EXPORTS, sendExport } from './export';
import { findQuery, pageQuery, parse, requireEventId, exportQuery, timelineQuery } from './schemas';
import { eventView, lineView, preOrderView } from './views';

/** What an operator may look at; whoever mounts it lets only operators through. */
export function adminReads({ orders, events, estimates, workflowUrl, onError }: ApiDependencies) {
  const router = Router();
  const operatorsView = (one: PreOrder) => ({
    ...preOrderView(one, estimates),
    buyerId: one.buyerId,
    workflowUrl: workflowUrl(one.id),
  });

  router.get('/admin/events/:eventId/report', async (request, response) => {
    requireEventId(request.params.eventId);
    const event = await events.readFresh(request.params.eventId);
    const line = lineView(await estimates.read(event.id));
    response.json({
      event: eventView(event),
      line,
      ...(await events.report(event.id)),
    });
  });
  router.get('/admin/events/:eventId/timeline', async (request, response) => {
    requireEventId(request.params.eventId);
    const { id } = await events.readFresh(request.params.eventId);
    const { minutes } = parse(timelineQuery, request.query);
    response.json({ eventId: id, minutes, points: await events.timeline(id, minutes) });
  });
  router.get('/admin/events/:eventId/actions', async (request, response) => {
    requireEventId(request.params.eventId);
    const { id } = await events.readFresh(request.params.eventId);
    response.json({ actions: await events.actions(id) });
  });
  for (const [name, pages] of Object.entries(EXPORTS))
    for (const format of ['csv', 'ndjson'] as const)
      router.get(`/admin/events/:eventId/${name}.${format}`, async (request, response) => {
        requireEventId(request.params.eventId);
        const { id } = await events.readFresh(request.params.eventId);
        const { separator } = parse(exportQuery, request.query);
        await sendExport(response, pages(events, id, format, separator), `${name}-${id}.${format}`, onError);
      });
  router.get('/admin/events/:eventId/pre-orders', async (request, response) => {
    requireEventId(request.params.eventId);
    const { id } = await events.readFresh(request.params.eventId);
    const query = parse(pageQuery, request.query);
    const page = await events.preOrders(id, query);
    response.json({
      preOrders: page.map(operatorsView),
      nextCursor: page.length === query.limit ? (page.at(-1)?.id ?? null) : null,
    });
  });
  router.get('/admin/pre-orders', async (request, response) => {
    const { id, buyerId } = parse(findQuery, request.query);
    const found =
      buyerId === undefined ? [await orders.find(String(id).toLowerCase())] : await orders.listOwn(buyerId);
    const preOrders = [];
    // One after the other: a buyer has few, and a question of an operator must not take all connections.
    for (const one of found)
      if (one) preOrders.push({ ...operatorsView(one), history: await orders.history(one) });
    response.json({ preOrders });
  });
  return router;
}
