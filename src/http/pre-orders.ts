import { Router, type Request, type Response } from 'express';
import { isFinal, type PreOrder } from '../domain/pre-order';
import type { ApiDependencies } from './app';
import { aboutOf } from './observe';
import { idempotencyKey, parse, preOrderRequest, requireEventId, waitOf } from './schemas';
import { buyerOf } from './session';
import { AT_ONCE, openStream } from './sse';
import { preOrderView } from './views';

/** What may be told of an id before anybody has looked whether there is one. */
const LIKE_AN_ID = /^[0-9a-f-]{36}$/i;

/** The buyer's routes: ask, look, stay, pay, give back. */
export function preOrderRoutes({
  orders,
  listen,
  presence,
  estimates,
  sessionSecrets,
  onHoldTold,
}: ApiDependencies) {
  const router = Router();
  router.param('eventId', (_request, response, next, value: string) => {
    requireEventId(value);
    aboutOf(response).eventId = value;
    next();
  });
  router.param('id', (_request, response, next, value: string) => {
    if (LIKE_AN_ID.test(value)) aboutOf(response).preOrderId = value.toLowerCase();
    next();
  });
  const buyer = (request: Request) => {
    const id = buyerOf(request, sessionSecrets);
    presence.heard(id);
    return id;
  };
  const wait = (request: Request) => waitOf(request.get('prefer'));

  const send = (response: Response, status: number, preOrder: PreOrder) =>
    response.status(status).json(preOrderView(preOrder, estimates));

  router.post('/events/:eventId/pre-orders', async (request, response) => {
    const receivedAt = performance.now();
    const buyerId = buyer(request);
    const key = request.get('idempotency-key');
    const { items } = parse(preOrderRequest, request.body);
    const { preOrder, isRepeat, waited } = await orders.request({
      eventId: request.params.eventId,
      buyerId,
      items,
      idempotencyKey: key === undefined ? undefined : parse(idempotencyKey, key, 'Idempotency-Key'),
      waitMs: wait(request),
      receivedAt,
    });
    aboutOf(response).preOrderId = preOrder.id;
    response.location(`/api/pre-orders/${preOrder.id}`);
    send(response, preOrder.status === 'in_line' ? 202 : isRepeat ? 200 : 201, preOrder);
    if (waited) onHoldTold(preOrder);
  });

  router.get('/pre-orders', async (request, response) => {
    response.json({
      preOrders: (await orders.listOwn(buyer(request))).map((one) => preOrderView(one, estimates)),
    });
  });

  router.get('/pre-orders/:id', async (request, response) => {
    send(response, 200, await orders.readOwn(request.params.id, buyer(request)));
  });

  router.get('/pre-orders/:id/history', async (request, response) => {
    response.json({ history: await orders.history(await orders.readOwn(request.params.id, buyer(request))) });
  });

  router.get('/pre-orders/:id/stream', async (request, response) => {
    const buyerId = buyer(request);
    const { id } = await orders.readOwn(request.params.id, buyerId);
    const opened = openStream(response, listen, id, 'preorder', AT_ONCE, async () => {
      const preOrder = await orders.readOwn(id, buyerId);
      const view = preOrderView(preOrder, estimates);
      const identity = JSON.stringify({ ...view, serverTime: undefined });
      return { data: JSON.stringify(view), identity, last: isFinal(preOrder.status) };
    });
    if (opened) response.on('close', presence.attend(buyerId));
  });

  router.post('/pre-orders/:id/touch', async (request, response) => {
    send(response, 200, await orders.touch(request.params.id, buyer(request)));
  });

  router.post('/pre-orders/:id/checkout', async (request, response) => {
    const after = await orders.checkout(request.params.id, buyer(request), wait(request));
    send(response, after.status === 'checking_out' ? 202 : 200, after);
  });

  router.delete('/pre-orders/:id', async (request, response) => {
    send(response, 200, await orders.giveBack(request.params.id, buyer(request)));
  });

  return router;
}
