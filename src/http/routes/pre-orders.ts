import { z } from 'zod';
import type { PreOrder } from '../../domain/pre-order';
import type { Operator } from '../../domain/roles';
import { isOpening } from '../../payments/pay';
import type { RouteDependencies } from '../dependencies';
import { languageOfAnswer } from '../language';
import { buyerOrServiceRoute, buyerRoute, ok } from '../route';
import * as schemas from '../schemas/pre-orders';
import { proof } from '../schemas/people';
import type { Streams } from '../streams';
import { drawWatch } from '../draw-watch';
import { nextCursorOf, preOrderView } from '../views';

const waitHeaders = z.object({ Prefer: schemas.preferWait });
const createHeaders = waitHeaders.extend({ 'Idempotency-Key': schemas.idempotencyKey, Altcha: proof });

/** Operations on the pre-order of an answer. */
const LINKS = ['getPreOrder', 'touchPreOrder', 'checkout', 'giveBack', 'getHistory', 'streamPreOrder'];

/** The buyer's routes. */
export function preOrderRoutes(
  { orders, events, estimates, accounts, onHoldTold }: RouteDependencies,
  streams: Streams,
) {
  const takesEntries = drawWatch(events);
  const view = (preOrder: PreOrder) => preOrderView(preOrder, estimates);

  return [
    buyerRoute('createPreOrder', 'POST /api/events/{eventId}/pre-orders', {
      summary:
        'Requests tickets, all or nothing. Once `called`, they are set aside and cannot be lost; `pre_order` holds them until `expiresAt`. 202 `in_line` if others are ahead, or before a draw.',
      body: schemas.preOrderRequest,
      example: { items: [{ ticketType: 'pista', quantity: 2 }] },
      headers: createHeaders,
      answers: { 201: schemas.preOrder, 200: schemas.preOrder, 202: schemas.preOrder },
      problems: [
        'sign_in_required',
        'proof_required',
        'sold_out',
        'limit_reached',
        'already_in_line',
        'not_on_sale',
        'idempotency_key_reused',
      ],
      links: LINKS,
      async handle({ params: { eventId }, body: { items }, headers, buyerId, session, context }) {
        if (accounts.proofOfWork && (await takesEntries(eventId)))
          await accounts.proofOfWork.require(headers.Altcha, `draw ${eventId}`, session);
        const { preOrder, isRepeat, waited } = await orders.request({
          ...{ eventId, buyerId, items, idempotencyKey: headers['Idempotency-Key'] },
          ...{ waitMs: headers.Prefer, receivedAt: performance.now() },
        });
        context.preOrderId = preOrder.id;
        if (waited) onHoldTold(preOrder);
        return {
          status: preOrder.status === 'in_line' ? 202 : isRepeat ? 200 : 201,
          body: view(preOrder),
          headers: { Location: `/api/pre-orders/${preOrder.id}` },
        };
      },
    }),
    buyerRoute('getPreOrder', 'GET /api/pre-orders/{id}', {
      summary: "One of the buyer's pre-orders.",
      answers: { 200: schemas.preOrder },
      handle: async ({ params, buyerId }) => ok(view(await orders.readOwn(params.id, buyerId))),
    }),
    buyerRoute('touchPreOrder', 'POST /api/pre-orders/{id}/touch', {
      summary: 'Reports that the buyer is active, which moves the deadline.',
      answers: { 200: schemas.preOrder },
      problems: ['not_held', 'expired'],
      handle: async ({ params, buyerId }) => ok(view(await orders.touch(params.id, buyerId))),
    }),
    buyerOrServiceRoute('checkout', 'POST /api/pre-orders/{id}/checkout', {
      summary:
        'Buys what is held. A checkout accepted in time is a sale; repeating it gives the same answer. Where the event is paid `online`, it begins a payment instead: the buyer pays at `payUrl`. Where it is paid `external`, only a service may call this, for the pre-order of any buyer.',
      role: 'checkout',
      body: schemas.checkout,
      example: { method: 'card' },
      headers: waitHeaders,
      answers: { 200: schemas.preOrder, 202: schemas.preOrder },
      problems: ['not_held', 'expired', 'checkout_not_allowed', 'too_many_attempts'],
      async handle({ params, body, operator, session, headers: { Prefer: waitMs } }) {
        if (session) await accounts.sessions.requireLive(session);
        const by = session ? { buyerId: session.buyerId } : { service: operator as Operator };
        const preOrder = await orders.checkout({ id: params.id, by, ...body, waitMs });
        const pending = preOrder.status === 'checking_out' || isOpening(preOrder);
        return { status: pending ? 202 : 200, body: view(preOrder) };
      },
    }),
    buyerRoute('giveBack', 'DELETE /api/pre-orders/{id}', {
      summary: 'Gives back the tickets, or the place in line.',
      answers: { 200: schemas.preOrder },
      problems: ['already_sold', 'already_paid'],
      handle: async ({ params, buyerId }) => ok(view(await orders.giveBack(params.id, buyerId))),
    }),
    buyerRoute('listPreOrders', 'GET /api/pre-orders', {
      summary: "A page of the buyer's pre-orders, newest first.",
      query: schemas.listQuery,
      answers: { 200: schemas.preOrders },
      async handle({ buyerId, query }) {
        const page = await orders.listOwn({ buyerId, ...query });
        return ok({ preOrders: page.map(view), nextCursor: nextCursorOf(page, query.limit) });
      },
    }),
    buyerRoute('getHistory', 'GET /api/pre-orders/{id}/history', {
      summary:
        'What happened to the pre-order and to its money, and why, in words: in Portuguese or English, by `Accept-Language`.',
      answers: { 200: schemas.history },
      async handle({ params, buyerId, request }) {
        const preOrder = await orders.readOwn(params.id, buyerId);
        return ok({ history: await orders.history(preOrder, languageOfAnswer(request)) });
      },
    }),
    buyerRoute('streamPreOrder', 'GET /api/pre-orders/{id}/stream', {
      summary:
        'Sends the pre-order now and whenever it changes. Ends when the pre-order does; then 204, so that clients stop reconnecting.',
      answers: { 200: 'text/event-stream', 204: 'empty' },
      async handle({ params, session, request, response }) {
        return streams.open(
          request,
          response,
          [await streams.ofPreOrder(params.id, session.buyerId)],
          session,
        );
      },
    }),
  ];
}
