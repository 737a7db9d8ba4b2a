import { randomUUID } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import type { PreOrderNow } from '../db/rows';
import { isFinal, sameItems } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { ApiDependencies } from './app';
import { readHistory } from './history';
import { aboutOf } from './observe';
import { idempotencyKey, isUuid, parse, preOrderRequest, requireEventId, waitOf } from './schemas';
import { buyerOf } from './session';
import { AT_ONCE, openStream } from './sse';
import { preOrderView } from './views';
import { waitWhile } from './wait';

/** What may be told of an id before anybody has looked whether there is one. */
const LIKE_AN_ID = /^[0-9a-f-]{36}$/i;

/** The buyer's routes: ask, look, stay, pay, give back. */
export function preOrderRoutes({
  db,
  steps,
  line,
  news,
  flows,
  starter,
  presence,
  watch,
  sessionSecrets,
  onError,
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
  const idOf = (request: Request) => String(request.params['id']).toLowerCase();

  /** The buyer's own pre-order; somebody else's doesn't exist for them. */
  async function own(id: string, buyerId: string): Promise<PreOrderNow> {
    const preOrder = isUuid(id) ? await steps.read(id) : undefined;
    if (preOrder?.buyerId !== buyerId) throw new Refusal({ code: 'pre_order_not_found' });
    return preOrder;
  }
  const send = (response: Response, status: number, preOrder: PreOrderNow) =>
    response.status(status).json(preOrderView(preOrder, watch));

  router.post('/events/:eventId/pre-orders', async (request, response) => {
    const readAt = performance.now();
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
    const answer = await line.join(asked);
    const leased = answer.outcome === 'called' && answer.leased;
    if (leased) starter.start({ ...asked, preOrderId: asked.id });
    else if (answer.outcome === 'called') starter.poke();
    const id = answer.outcome === 'known' ? answer.preOrderId : asked.id;
    aboutOf(response).preOrderId = id;
    const read = () => own(id, buyerId);
    const known = answer.outcome === 'known' ? await read() : answer.preOrder;
    if (!sameItems(known.items, items)) throw new Refusal({ code: 'idempotency_key_reused' });
    // In a crowd who has a place hears it at once: to keep them all waiting would keep the others from theirs.
    const inCrowd = known.status === 'in_line' && starter.crowded;
    // Nor does anybody know how long theirs has been under way: as long as the crowd is there, perhaps.
    const goneMs = Math.max(performance.now() - readAt, starter.crowdedMs);
    const waitMs = inCrowd ? 0 : wait(request) - goneMs;
    const preOrder = await waitWhile(known, {
      ...{ read, news, during: ['in_line', 'called'], waitMs, lookFirst: !leased },
    });
    response.location(`/api/pre-orders/${id}`);
    send(response, preOrder.status === 'in_line' ? 202 : answer.outcome === 'known' ? 200 : 201, preOrder);
    if (known.status !== preOrder.status) onHoldTold(preOrder);
  });

  router.get('/pre-orders', async (request, response) => {
    response.json({
      preOrders: (await steps.ofBuyer(buyer(request))).map((one) => preOrderView(one, watch)),
    });
  });

  router.get('/pre-orders/:id', async (request, response) => {
    send(response, 200, await own(idOf(request), buyer(request)));
  });

  router.get('/pre-orders/:id/history', async (request, response) => {
    const preOrder = await own(idOf(request), buyer(request));
    response.json({ history: await readHistory(db, watch, preOrder) });
  });

  router.get('/pre-orders/:id/stream', async (request, response) => {
    const [id, buyerId] = [idOf(request), buyer(request)];
    await own(id, buyerId);
    const opened = openStream(response, news, id, 'preorder', AT_ONCE, async () => {
      const preOrder = await own(id, buyerId);
      const view = preOrderView(preOrder, watch);
      const identity = JSON.stringify({ ...view, serverTime: undefined });
      return { data: JSON.stringify(view), identity, last: isFinal(preOrder.status) };
    });
    if (opened) response.on('close', presence.attend(buyerId));
  });

  router.post('/pre-orders/:id/touch', async (request, response) => {
    const { id } = await own(idOf(request), buyer(request));
    const touched = await steps.touch(id);
    if (touched?.status === 'in_line' || touched?.status === 'called')
      throw new Refusal({ code: 'not_held' });
    if (touched?.status !== 'pre_order' || (touched.remainingMs ?? 0) <= 0)
      throw new Refusal({ code: 'expired' });
    send(response, 200, touched);
  });

  router.post('/pre-orders/:id/checkout', async (request, response) => {
    const [id, buyerId] = [idOf(request), buyer(request)];
    const read = () => own(id, buyerId);
    // By a clock that nobody sets: this machine's time may jump meanwhile.
    const until = performance.now() + wait(request);
    const before = await waitWhile(await read(), {
      ...{ read, news, during: ['in_line', 'called'], waitMs: wait(request), lookFirst: true },
    });
    if (before.status === 'in_line' || before.status === 'called') throw new Refusal({ code: 'not_held' });
    const accepted = await steps.acceptCheckout(id);
    if (!accepted) throw new Refusal({ code: 'pre_order_not_found' });
    if (accepted.status === 'checking_out') {
      // Not awaited: accepted is accepted. A signal that is lost is made up for (claim_due, the timer).
      flows.signalCheckout(id).catch((error: unknown) => onError(error, aboutOf(response)));
    } else if (accepted.status !== 'sold') {
      throw new Refusal({ code: 'expired' });
    }
    const after = await waitWhile(accepted, {
      ...{ read, news, during: ['checking_out'], waitMs: until - performance.now(), lookFirst: false },
    });
    send(response, after.status === 'checking_out' ? 202 : 200, after);
  });

  router.delete('/pre-orders/:id', async (request, response) => {
    const { id, status } = await own(idOf(request), buyer(request));
    const gone = status === 'in_line' ? await steps.leave(id) : undefined;
    // Its place may have come up just now.
    const after = gone?.status === 'refused' ? gone : await steps.giveBack(id, 'given_back');
    if (!after || after.status === 'sold' || after.status === 'checking_out')
      throw new Refusal({ code: 'already_sold' });
    // The row is settled; the flow only has to learn of it, and would by its timer.
    if (after.status !== 'refused')
      flows.signalGiveBack(id).catch((error: unknown) => onError(error, aboutOf(response)));
    send(response, 200, after);
  });

  return router;
}
