import { Refusal } from '../../domain/refusal';
import { Unavailable } from '../../domain/unavailable';
import type { RouteDependencies } from '../dependencies';
import { adminRoute, buyerRoute, ok } from '../route';
import * as schemas from '../schemas/payments';
import { refundView } from '../views';

/** Money that is given back, at an operator's wish or the buyer's own. */
export function refundRoutes({ orders, accounts, payments }: RouteDependencies) {
  const refunds = () => {
    if (!payments) throw new Unavailable('payments', new Error('No payment provider is configured.'));
    return payments.refunds;
  };
  return [
    adminRoute('createRefund', 'POST /api/admin/pre-orders/{id}/refunds', {
      summary:
        'Gives money back for a sold order, or for some of its tickets. They admit nobody from here on, and return to the sale once the refund has succeeded.',
      role: 'finance',
      body: schemas.refundRequest,
      example: { reason: 'The buyer fell ill.' },
      headers: schemas.refundHeaders,
      answers: { 202: schemas.refundAnswer },
      problems: ['nothing_to_refund', 'ticket_not_found', 'payment_open', 'idempotency_key_reused'],
      async handle({ params, body, headers, operator }) {
        await requirePreOrder(params.id);
        const refund = await refunds().request({
          ...{ preOrderId: params.id, cause: 'operator', who: operator.name },
          ...{ key: `operator ${headers['Idempotency-Key']}`, tickets: body.tickets, reason: body.reason },
        });
        return { status: 202, body: { refund: refundView(refund) } };
      },
    }),
    adminRoute('listRefunds', 'GET /api/admin/pre-orders/{id}/refunds', {
      summary: 'The refunds of an order.',
      role: 'viewer',
      answers: { 200: schemas.refunds },
      async handle({ params }) {
        await requirePreOrder(params.id);
        return ok({ refunds: (await refunds().of(params.id)).map(refundView) });
      },
    }),
    buyerRoute('refundOwn', 'POST /api/pre-orders/{id}/refund', {
      summary: "Asks for one's money back, for all that is left of an order, until `refundableUntil`.",
      answers: { 202: schemas.refundAnswer },
      problems: ['not_refundable', 'nothing_to_refund', 'payment_open'],
      async handle({ params, buyerId, session }) {
        await accounts.sessions.requireLive(session);
        const { id } = await orders.requireRefundable(params.id, buyerId);
        const refund = await refunds().request({
          ...{ preOrderId: id, cause: 'buyer', key: 'buyer', reason: '', who: 'buyer' },
        });
        return { status: 202, body: { refund: refundView(refund) } };
      },
    }),
  ];

  async function requirePreOrder(id: string): Promise<void> {
    if ((await orders.find(id)).every((one) => one.id !== id))
      throw new Refusal({ code: 'pre_order_not_found' });
  }
}
