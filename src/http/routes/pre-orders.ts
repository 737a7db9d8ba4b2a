import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PreOrderNow } from '../../db/rows';
import { isFinal, sameItems } from '../../domain/pre-order';
import { Refusal } from '../../domain/refusal';
import type { ApiDependencies } from '../dependencies';
import { readHistory } from '../history';
import { buyerRoute } from '../route';
import * as schemas from '../schemas/pre-orders';
import { AT_ONCE, openStream } from '../sse';
import { preOrderView } from '../views';
import { waitWhile } from '../wait';

const createHeaders = z.object({ 'Idempotency-Key': schemas.idempotencyKey, Prefer: schemas.preferWait });
const waitHeaders = createHeaders.pick({ Prefer: true });

/** Operations on the pre-order of an answer. */
const LINKS = ['getPreOrder', 'touchPreOrder', 'checkout', 'giveBack', 'getHistory', 'streamPreOrder'];

type Dependencies = Pick<
  ApiDependencies,
  | 'db'
  | 'steps'
  | 'line'
  | 'notifications'
  | 'workflows'
  | 'starter'
  | 'presence'
  | 'watch'
  | 'onError'
  | 'onHoldTold'
>;

/** The buyer's routes. */
export function preOrderRoutes(deps: Dependencies) {
  const { db, steps, line, notifications, workflows, starter, presence, watch, onError, onHoldTold } = deps;
  const view = (preOrder: PreOrderNow) => preOrderView(preOrder, watch);

  /** @throws {Refusal} `pre_order_not_found` for somebody else's, too. */
  async function own(id: string, buyerId: string): Promise<PreOrderNow> {
    const preOrder = await steps.read(id);
    if (preOrder?.buyerId !== buyerId) throw new Refusal({ code: 'pre_order_not_found' });
    return preOrder;
  }

  return [
    buyerRoute('createPreOrder', 'POST /api/events/{eventId}/pre-orders', {
      summary:
        'Requests tickets, all or nothing. Once `called`, they are set aside and cannot be lost; `pre_order` holds them until `expiresAt`. 202 `in_line` if others are ahead, or before a draw.',
      body: schemas.preOrderRequest,
      example: { items: [{ ticketType: 'pista', quantity: 2 }] },
      headers: createHeaders,
      answers: { 201: schemas.preOrder, 200: schemas.preOrder, 202: schemas.preOrder },
      problems: ['sold_out', 'limit_reached', 'already_in_line', 'not_on_sale', 'idempotency_key_reused'],
      links: LINKS,
      async handle({ params: { eventId }, body: { items }, headers, buyerId, context }) {
        const startedAt = performance.now();
        const key = headers['Idempotency-Key'];
        const asked = {
          ...{ id: randomUUID(), eventId, buyerId, items },
          ...(key !== undefined && { idempotencyKey: key }),
        };
        const answer = await line.join(asked);
        const leased = answer.outcome === 'called' && answer.leased;
        if (leased) starter.start({ ...asked, preOrderId: asked.id });
        else if (answer.outcome === 'called') starter.poke();
        const id = answer.outcome === 'known' ? answer.preOrderId : asked.id;
        context.preOrderId = id;
        const read = () => own(id, buyerId);
        const known = answer.outcome === 'known' ? await read() : answer.preOrder;
        if (!sameItems(known.items, items)) throw new Refusal({ code: 'idempotency_key_reused' });
        // In a crowd, a place in line is answered at once: requests that wait would keep others from theirs.
        const inCrowd = known.status === 'in_line' && starter.crowded;
        // In a crowd, a request may have waited to be read for as long as the crowd has lasted.
        const spentMs = Math.max(performance.now() - startedAt, starter.crowdedMs);
        const waitMs = inCrowd ? 0 : headers.Prefer - spentMs;
        const preOrder = await waitWhile(known, {
          ...{ read, news: notifications, during: ['in_line', 'called'], waitMs, lookFirst: !leased },
        });
        if (known.status !== preOrder.status) onHoldTold(preOrder);
        return {
          status: preOrder.status === 'in_line' ? 202 : answer.outcome === 'known' ? 200 : 201,
          body: view(preOrder),
          headers: { Location: `/api/pre-orders/${id}` },
        };
      },
    }),
    buyerRoute('getPreOrder', 'GET /api/pre-orders/{id}', {
      summary: "One of the buyer's pre-orders.",
      answers: { 200: schemas.preOrder },
      handle: async ({ params, buyerId }) => ({ status: 200, body: view(await own(params.id, buyerId)) }),
    }),
    buyerRoute('touchPreOrder', 'POST /api/pre-orders/{id}/touch', {
      summary: 'Reports that the buyer is active, which moves the deadline.',
      answers: { 200: schemas.preOrder },
      problems: ['not_held', 'expired'],
      async handle({ params, buyerId }) {
        const { id } = await own(params.id, buyerId);
        const touched = await steps.touch(id);
        if (touched?.status === 'in_line' || touched?.status === 'called')
          throw new Refusal({ code: 'not_held' });
        if (touched?.status !== 'pre_order' || (touched.remainingMs ?? 0) <= 0)
          throw new Refusal({ code: 'expired' });
        return { status: 200, body: view(touched) };
      },
    }),
    buyerRoute('checkout', 'POST /api/pre-orders/{id}/checkout', {
      summary:
        'Buys what is held. A checkout accepted in time is a sale; repeating it gives the same answer.',
      headers: waitHeaders,
      answers: { 200: schemas.preOrder, 202: schemas.preOrder },
      problems: ['not_held', 'expired'],
      async handle({ params: { id }, buyerId, headers: { Prefer: waitMs }, context }) {
        const read = () => own(id, buyerId);
        // A monotonic clock: the time of day may jump meanwhile.
        const until = performance.now() + waitMs;
        const before = await waitWhile(await read(), {
          ...{ read, news: notifications, during: ['in_line', 'called'], waitMs, lookFirst: true },
        });
        if (before.status === 'in_line' || before.status === 'called')
          throw new Refusal({ code: 'not_held' });
        const accepted = await steps.acceptCheckout(id);
        if (!accepted) throw new Refusal({ code: 'pre_order_not_found' });
        if (accepted.status === 'checking_out') {
          // Not awaited: what is accepted stays accepted, and a lost signal is sent again (claim_due, the timer).
          workflows.signalCheckout(id).catch((error: unknown) => onError(error, context));
        } else if (accepted.status !== 'sold') {
          throw new Refusal({ code: 'expired' });
        }
        const after = await waitWhile(accepted, {
          ...{
            read,
            news: notifications,
            during: ['checking_out'],
            waitMs: until - performance.now(),
            lookFirst: false,
          },
        });
        return { status: after.status === 'checking_out' ? 202 : 200, body: view(after) };
      },
    }),
    buyerRoute('giveBack', 'DELETE /api/pre-orders/{id}', {
      summary: 'Gives back the tickets, or the place in line.',
      answers: { 200: schemas.preOrder },
      problems: ['already_sold'],
      async handle({ params, buyerId, context }) {
        const { id, status } = await own(params.id, buyerId);
        const left = status === 'in_line' ? await steps.leave(id) : undefined;
        // If its place has just come up, it can't leave the line any more, and gives back its tickets instead.
        const after = left?.status === 'refused' ? left : await steps.giveBack(id, 'given_back');
        if (!after || after.status === 'sold' || after.status === 'checking_out')
          throw new Refusal({ code: 'already_sold' });
        // Not awaited: the row is settled, and a workflow that misses the signal finds out by its timer.
        if (after.status !== 'refused')
          workflows.signalGiveBack(id).catch((error: unknown) => onError(error, context));
        return { status: 200, body: view(after) };
      },
    }),
    buyerRoute('listPreOrders', 'GET /api/pre-orders', {
      summary: "The buyer's pre-orders, newest first.",
      answers: { 200: schemas.preOrders },
      handle: async ({ buyerId }) => ({
        status: 200,
        body: { preOrders: (await steps.ofBuyer(buyerId)).map(view) },
      }),
    }),
    buyerRoute('getHistory', 'GET /api/pre-orders/{id}/history', {
      summary: 'What happened to the pre-order and why, in words.',
      answers: { 200: schemas.history },
      async handle({ params, buyerId }) {
        const preOrder = await own(params.id, buyerId);
        return { status: 200, body: { history: await readHistory(db, watch, preOrder) } };
      },
    }),
    buyerRoute('streamPreOrder', 'GET /api/pre-orders/{id}/stream', {
      summary: 'Sends the pre-order now and whenever it changes. Ends when the pre-order does.',
      answers: { 200: 'text/event-stream' },
      async handle({ params: { id }, buyerId, response }) {
        await own(id, buyerId);
        const opened = openStream(response, notifications, {
          ...{ subject: id, event: 'preorder', pace: AT_ONCE },
          async read() {
            const preOrder = await own(id, buyerId);
            const shown = view(preOrder);
            return {
              data: JSON.stringify(shown),
              version: JSON.stringify({ ...shown, serverTime: undefined }),
              final: isFinal(preOrder.status),
            };
          },
        });
        if (opened) response.on('close', presence.attend(buyerId));
      },
    }),
  ];
}
