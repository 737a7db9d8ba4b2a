import { randomUUID } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import { readExtensions } from '../db/events';
import type { Called, CallRequest } from '../db/calls';
import type { PreOrderNow } from '../db/rows';
import { isFinal, sameItems } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { ApiDependencies } from './app';
import { idempotencyKey, isUuid, parse, preOrderRequest, requireEventId, waitOf } from './schemas';
import { buyerOf } from './session';
import { openStream } from './sse';
import { historyView, preOrderView } from './views';
import { waitWhile } from './wait';

/** What the call has answered, as a pre-order. */
function justCalled(
  { id, eventId, buyerId }: CallRequest,
  { items, totalCents, currency, at }: Called,
): PreOrderNow {
  const times = { askedAt: at, calledAt: at, serverTime: at };
  return { id, eventId, buyerId, status: 'called', items, totalCents, currency, tickets: [], ...times };
}

/** The buyer's routes: ask, look, stay, pay, give back. */
export function preOrderRoutes({
  db,
  steps,
  calls,
  news,
  flows,
  starter,
  sessionSecret,
  onError,
}: ApiDependencies) {
  const router = Router();
  router.param('eventId', (_request, _response, next, value: string) => {
    requireEventId(value);
    next();
  });
  const buyer = (request: Request) => buyerOf(request, sessionSecret);
  const wait = (request: Request) => waitOf(request.get('prefer'));
  const idOf = (request: Request) => String(request.params['id']).toLowerCase();

  /** The buyer's own pre-order; somebody else's doesn't exist for them. */
  async function own(id: string, buyerId: string): Promise<PreOrderNow> {
    const preOrder = isUuid(id) ? await steps.read(id) : undefined;
    if (preOrder?.buyerId !== buyerId) throw new Refusal({ code: 'pre_order_not_found' });
    return preOrder;
  }
  const send = (response: Response, status: number, preOrder: PreOrderNow) =>
    response.status(status).json(preOrderView(preOrder));

  router.post('/events/:eventId/pre-orders', async (request, response) => {
    const buyerId = buyer(request);
    const key = request.get('idempotency-key');
    const { items } = parse(preOrderRequest, request.body);
    const asked = {
      id: randomUUID(),
      eventId: request.params.eventId,
      buyerId,
      items,
      ...(key !== undefined && { idempotencyKey: parse(idempotencyKey, key, 'Idempotency-Key') }),
    };
    const answer = await calls.call(asked);
    const leased = answer.outcome === 'called' && answer.leased;
    if (leased) starter.start({ ...asked, preOrderId: answer.preOrderId });
    const read = () => own(answer.preOrderId, buyerId);
    const known = answer.outcome === 'called' ? justCalled(asked, answer) : await read();
    if (!sameItems(known.items, items)) throw new Refusal({ code: 'idempotency_key_reused' });
    const preOrder = await waitWhile(known, {
      ...{ read, news, during: ['called'], waitMs: wait(request), lookFirst: !leased },
    });
    response.location(`/api/pre-orders/${preOrder.id}`);
    send(response, answer.outcome === 'called' ? 201 : 200, preOrder);
  });

  router.get('/pre-orders', async (request, response) => {
    response.json({ preOrders: (await steps.ofBuyer(buyer(request))).map(preOrderView) });
  });

  router.get('/pre-orders/:id', async (request, response) => {
    send(response, 200, await own(idOf(request), buyer(request)));
  });

  router.get('/pre-orders/:id/history', async (request, response) => {
    const preOrder = await own(idOf(request), buyer(request));
    const { eventId, heldAt, acceptedAt, closedAt, serverTime } = preOrder;
    // An extension concerns those that were held then.
    const extensions = heldAt
      ? await readExtensions(db, eventId, heldAt, acceptedAt ?? closedAt ?? serverTime)
      : [];
    response.json({ history: historyView(preOrder, extensions) });
  });

  router.get('/pre-orders/:id/stream', async (request, response) => {
    const [id, buyerId] = [idOf(request), buyer(request)];
    await own(id, buyerId);
    openStream(response, news, id, 'preorder', 0, async () => {
      const preOrder = await own(id, buyerId);
      const shown = { ...preOrderView(preOrder), serverTime: undefined };
      return {
        data: preOrderView(preOrder),
        identity: JSON.stringify(shown),
        last: isFinal(preOrder.status),
      };
    });
  });

  router.post('/pre-orders/:id/touch', async (request, response) => {
    const { id } = await own(idOf(request), buyer(request));
    const touched = await steps.touch(id);
    if (touched?.status !== 'pre_order' || (touched.remainingMs ?? 0) <= 0)
      throw new Refusal({ code: 'expired' });
    send(response, 200, touched);
  });

  router.post('/pre-orders/:id/checkout', async (request, response) => {
    const [id, buyerId] = [idOf(request), buyer(request)];
    const read = () => own(id, buyerId);
    const until = Date.now() + wait(request);
    const before = await waitWhile(await read(), {
      ...{ read, news, during: ['in_line', 'called'], waitMs: wait(request), lookFirst: true },
    });
    if (before.status === 'in_line' || before.status === 'called') throw new Refusal({ code: 'not_held' });
    const accepted = await steps.acceptCheckout(id);
    if (!accepted) throw new Refusal({ code: 'pre_order_not_found' });
    if (accepted.status === 'checking_out') {
      // Not awaited: accepted is accepted. A signal that is lost is made up for (claim_due, the timer).
      flows.signalCheckout(id).catch(onError);
    } else if (accepted.status !== 'sold') {
      throw new Refusal({ code: 'expired' });
    }
    const after = await waitWhile(accepted, {
      ...{ read, news, during: ['checking_out'], waitMs: until - Date.now(), lookFirst: false },
    });
    send(response, after.status === 'checking_out' ? 202 : 200, after);
  });

  router.delete('/pre-orders/:id', async (request, response) => {
    const { id } = await own(idOf(request), buyer(request));
    const after = await steps.giveBack(id, 'given_back');
    if (!after || after.status === 'sold' || after.status === 'checking_out')
      throw new Refusal({ code: 'already_sold' });
    // The row is settled; the flow only has to learn of it, and would by its timer.
    flows.signalGiveBack(id).catch(onError);
    send(response, 200, after);
  });

  return router;
}
