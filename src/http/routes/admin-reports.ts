import type { PreOrder } from '../../domain/pre-order';
import type { ApiDependencies } from '../dependencies';
import { languageOfAnswer } from '../language';
import { adminRoute, ok } from '../route';
import { isUuid } from '../validate';
import * as schemas from '../schemas/admin';
import { eventView, lineView, nextCursorOf, preOrderView, refundView } from '../views';

export function adminReportRoutes(deps: ApiDependencies) {
  const { orders, events, estimates, paymentRecords, workflowUrl } = deps;
  const operatorView = (one: PreOrder): schemas.PreOrderForOperator => ({
    ...preOrderView(one, estimates),
    buyerId: one.buyerId,
    workflowUrl: workflowUrl(one.id),
    ...(one.payment?.disputed && { disputed: true as const }),
  });

  const paymentsOf = async ({ id, payment }: PreOrder) => {
    const { attempts, refunds } = payment ? await paymentRecords.of(id) : { attempts: [], refunds: [] };
    return {
      attempts: attempts.map(({ preOrderId: _, intentId, providerId, ...attempt }) => ({
        ...attempt,
        providerId: intentId ?? providerId,
        providerUrl: paymentRecords.pageOf(intentId),
      })),
      refunds: refunds.map((refund) => ({ ...refundView(refund), who: refund.who })),
    };
  };

  return [
    adminRoute('getReport', 'GET /api/admin/events/{eventId}/report', {
      summary: 'Counts, revenue, the line, and whether the invariants hold.',
      role: 'viewer',
      answers: { 200: schemas.report },
      async handle({ params }) {
        const { event, ...numbers } = await events.report(params.eventId);
        const line = lineView(await estimates.read(event.id));
        return ok({ event: eventView(event), line, ...numbers });
      },
    }),
    adminRoute('listEventPreOrders', 'GET /api/admin/events/{eventId}/pre-orders', {
      summary: "A page of the event's pre-orders, oldest first.",
      query: schemas.pageQuery,
      role: 'viewer',
      answers: { 200: schemas.preOrderPage },
      async handle({ params, query }) {
        const { id } = await events.readFresh(params.eventId);
        const page = await events.preOrders(id, query);
        return ok({ preOrders: page.map(operatorView), nextCursor: nextCursorOf(page, query.limit) });
      },
    }),
    adminRoute('getTimeline', 'GET /api/admin/events/{eventId}/timeline', {
      summary: 'How many tickets were sold and held, and how many people waited, over time.',
      query: schemas.timelineQuery,
      role: 'viewer',
      answers: { 200: schemas.timeline },
      async handle({ params, query: { minutes } }) {
        const { id } = await events.readFresh(params.eventId);
        return ok({ eventId: id, minutes, points: await events.timeline(id, minutes) });
      },
    }),
    adminRoute('listActions', 'GET /api/admin/events/{eventId}/actions', {
      summary: 'What was done to the event, when, and by whom.',
      role: 'viewer',
      answers: { 200: schemas.actions },
      async handle({ params }) {
        const { id } = await events.readFresh(params.eventId);
        return ok({ actions: await events.actions(id) });
      },
    }),
    adminRoute('findPreOrders', 'GET /api/admin/pre-orders', {
      summary:
        'Finds pre-orders by order number, ticket code or id, or all of a buyer, with their history. The list may be empty.',
      role: 'viewer',
      query: schemas.findQuery,
      answers: { 200: schemas.foundPreOrders },
      async handle({ query: { find, id, buyerId }, request }) {
        const found = await orders.find(find ?? id ?? buyerId ?? '');
        const preOrders = [];
        // One after the other: a buyer has few, and one request must not take every connection to Postgres.
        for (const one of found) {
          const { timeZone } = await events.read(one.eventId);
          preOrders.push({
            ...operatorView(one),
            ...{ timeZone, history: await orders.history(one, languageOfAnswer(request)) },
            ...(await paymentsOf(one)),
          });
        }
        const refusals = [];
        const buyer = buyerId ?? (isUuid(find ?? '') ? find : undefined);
        for (const one of buyer === undefined ? [] : await events.refusalsOf(buyer))
          refusals.push({ ...one, timeZone: (await events.read(one.eventId)).timeZone });
        return ok({ preOrders, refusals });
      },
    }),
  ];
}
