import { readEvent } from '../../db/events';
import { listPreOrders } from '../../db/report';
import { readSoldTickets } from '../../db/sold-tickets';
import type { ApiDependencies } from '../dependencies';
import { exportPages, PRE_ORDERS, SALES, type ExportFormat } from '../export';
import { adminRoute } from '../route';
import { exportQuery } from '../schemas/admin';
import { sendPages } from '../send-pages';

const MEDIA = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

type Options = Parameters<typeof exportPages>[2];

export function adminExportRoutes({ db, onError }: Pick<ApiDependencies, 'db' | 'onError'>) {
  const sales = (options: Options) =>
    exportPages(SALES, (eventId, after, limit) => readSoldTickets(db, eventId, after, limit), options);
  const preOrders = (options: Options) =>
    exportPages(
      PRE_ORDERS,
      (eventId, cursor, limit) => listPreOrders(db, eventId, { cursor, limit }),
      options,
    );

  const route = (name: 'sales' | 'pre-orders', format: ExportFormat, id: string, summary: string) =>
    adminRoute(id, `GET /api/admin/events/{eventId}/${name}.${format}`, {
      summary,
      query: exportQuery,
      answers: { 200: MEDIA[format] },
      async handle({ params, query, response }) {
        const { id: eventId } = await readEvent(db, params.eventId);
        const options = { eventId, format, separator: query.separator };
        const headers = {
          'Content-Disposition': `attachment; filename="${name}-${eventId}.${format}"`,
          'Cache-Control': 'no-store',
          'Content-Type': MEDIA[format],
        };
        await sendPages(response, name === 'sales' ? sales(options) : preOrders(options), headers, onError);
      },
    });
  return [
    route('sales', 'csv', 'exportSales', 'The sold tickets for a spreadsheet, one on each line.'),
    route(
      'sales',
      'ndjson',
      'exportSalesForPrograms',
      'The sold tickets for programs, one JSON object on each line.',
    ),
    route('pre-orders', 'csv', 'exportPreOrders', 'Every pre-order for a spreadsheet, one on each line.'),
    route(
      'pre-orders',
      'ndjson',
      'exportPreOrdersForPrograms',
      'Every pre-order for programs, one JSON object on each line.',
    ),
  ];
}
