import type { ApiDependencies } from '../dependencies';
import { exportTable, PAYMENTS, PRE_ORDERS, SALES, type ExportFormat } from '../export';
import { adminRoute } from '../route';
import { exportQuery } from '../schemas/admin';
import { sendPages } from '../send-pages';

const MEDIA = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

export function adminExportRoutes({ events, paymentRecords, onError }: ApiDependencies) {
  const exports = {
    sales: exportTable(SALES, (...page) => events.soldTickets(...page)),
    'pre-orders': exportTable(PRE_ORDERS, (id, cursor, limit) => events.preOrders(id, { cursor, limit })),
    payments: exportTable(PAYMENTS, (...page) => paymentRecords.ofEvent(...page)),
  };

  const route = (name: keyof typeof exports, format: ExportFormat, id: string, summary: string) =>
    adminRoute(id, `GET /api/admin/events/{eventId}/${name}.${format}`, {
      summary,
      role: name === 'payments' ? 'finance' : 'viewer',
      query: exportQuery,
      answers: { 200: MEDIA[format] },
      async handle({ params, query, response }) {
        const event = await events.readFresh(params.eventId);
        const pages = exports[name](event, format, query.separator);
        const headers = {
          'Content-Disposition': `attachment; filename="${name}-${event.id}.${format}"`,
          'Cache-Control': 'no-store',
          'Content-Type': MEDIA[format],
        };
        await sendPages(response, pages, headers, onError);
      },
    });
  return [
    route('sales', 'csv', 'exportSales', 'The sold tickets as CSV, one on each line.'),
    route('sales', 'ndjson', 'exportSalesForPrograms', 'The sold tickets as JSON, one on each line.'),
    route('pre-orders', 'csv', 'exportPreOrders', 'Every pre-order as CSV, one on each line.'),
    route('pre-orders', 'ndjson', 'exportPreOrdersForPrograms', 'Every pre-order as JSON, one on each line.'),
    route('payments', 'csv', 'exportPayments', 'Every attempt to pay as CSV, one on each line.'),
    route(
      'payments',
      'ndjson',
      'exportPaymentsForPrograms',
      'Every attempt to pay as JSON, one on each line.',
    ),
  ];
}
