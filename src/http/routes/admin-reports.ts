import { readEvent } from '../../db/events';
import { readLineNow } from '../../db/line-now';
import { readActions } from '../../db/operator-actions';
import { readReconciliations } from '../../db/reconcile';
import { listPreOrders, readReport } from '../../db/report';
import type { PreOrderNow } from '../../db/rows';
import { readTimeline } from '../../db/timeline';
import type { ApiDependencies } from '../dependencies';
import { readHistory } from '../history';
import { adminRoute } from '../route';
import * as schemas from '../schemas/admin';
import { eventView, lineView, preOrderView } from '../views';

/** The most actions that are listed. */
const ACTIONS = 200;

export function adminReportRoutes({
  db,
  steps,
  watch,
  workflowUrl,
}: Pick<ApiDependencies, 'db' | 'steps' | 'watch' | 'workflowUrl'>) {
  const operatorView = (one: PreOrderNow): schemas.PreOrderForOperator => ({
    ...preOrderView(one, watch),
    buyerId: one.buyerId,
    workflowUrl: workflowUrl(one.id),
  });

  return [
    adminRoute('getReport', 'GET /api/admin/events/{eventId}/report', {
      summary: 'Counts, revenue, the line, and whether the invariants hold.',
      answers: { 200: schemas.report },
      async handle({ params }) {
        const event = await readEvent(db, params.eventId);
        const line = lineView(await readLineNow(db, event.id));
        const report = await readReport(db, event.id);
        const reconciliations = await readReconciliations(db);
        return { status: 200, body: { event: eventView(event), line, ...report, reconciliations } };
      },
    }),
    adminRoute('listEventPreOrders', 'GET /api/admin/events/{eventId}/pre-orders', {
      summary: "A page of the event's pre-orders, oldest first.",
      query: schemas.pageQuery,
      answers: { 200: schemas.preOrderPage },
      async handle({ params, query }) {
        const { id } = await readEvent(db, params.eventId);
        const page = await listPreOrders(db, id, query);
        const nextCursor = page.length === query.limit ? (page.at(-1)?.id ?? null) : null;
        return { status: 200, body: { preOrders: page.map(operatorView), nextCursor } };
      },
    }),
    adminRoute('getTimeline', 'GET /api/admin/events/{eventId}/timeline', {
      summary: 'How many tickets were sold and held, and how many people waited, over time.',
      query: schemas.timelineQuery,
      answers: { 200: schemas.timeline },
      async handle({ params, query: { minutes } }) {
        const { id } = await readEvent(db, params.eventId);
        return { status: 200, body: { eventId: id, minutes, points: await readTimeline(db, id, minutes) } };
      },
    }),
    adminRoute('listActions', 'GET /api/admin/events/{eventId}/actions', {
      summary: 'What was done to the event, when, and by whom.',
      answers: { 200: schemas.actions },
      async handle({ params }) {
        const { id } = await readEvent(db, params.eventId);
        return { status: 200, body: { actions: await readActions(db, id, ACTIONS) } };
      },
    }),
    adminRoute('findPreOrders', 'GET /api/admin/pre-orders', {
      summary: 'Finds a pre-order by its id, or all of a buyer, with their history. The list may be empty.',
      query: schemas.findQuery,
      answers: { 200: schemas.foundPreOrders },
      async handle({ query: { id, buyerId } }) {
        const found =
          buyerId === undefined ? [await steps.read(String(id).toLowerCase())] : await steps.ofBuyer(buyerId);
        const preOrders = [];
        // One after the other: a buyer has few, and one request must not take every connection to Postgres.
        for (const one of found)
          if (one) preOrders.push({ ...operatorView(one), history: await readHistory(db, watch, one) });
        return { status: 200, body: { preOrders } };
      },
    }),
  ];
}
