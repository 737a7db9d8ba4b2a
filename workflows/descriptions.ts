import type { PreOrderInput, PreOrderState } from '../src/contract/pre-order';
import type { SaleInput, SaleState } from '../src/contract/sale';

/** As in the settings of payments (src/domain/payment.ts). */
const MOST_ATTEMPTS = 5;

/** The state in a sentence, for the person who looks at the workflow in the Temporal UI. */
export function describePreOrder({ eventId, items, title }: PreOrderInput, state: PreOrderState): string {
  const { status, expiresAt, reason } = state;
  const tickets =
    title ?? `${items.map((item) => `${item.quantity} × ${item.ticketType}`).join(' + ')}, ${eventId}`;
  switch (status) {
    case 'pre_order':
      return `${tickets}: held until ${expiresAt ?? '?'}, waiting for the checkout.`;
    case 'paying':
      return `${tickets}: ${describePayment(state)}`;
    case 'checking_out':
      return `${tickets}: checkout accepted, recording the sale.`;
    case 'sold':
      return `${tickets}: ${state.payment?.status === 'authorized' ? 'sold, taking the money.' : 'sold.'}`;
    case 'called':
      return `${tickets}: stock is set aside, creating the tickets.`;
    case 'in_line':
      return `${tickets}: waiting in line. A workflow starts when its place comes up.`;
    default:
      return `${tickets}: ${status} (${reason ?? 'no reason recorded'}).`;
  }
}

/** "waiting for the card payment, attempt 2 of 5, until 21:14:05." */
function describePayment({ payment, expiresAt }: PreOrderState): string {
  const { method, attempt, opened } = payment ?? { method: '?', attempt: '?', opened: false };
  const kind = method === 'pix' ? 'Pix' : method;
  const what = opened ? `waiting for the ${kind} payment` : `opening the ${kind} payment`;
  return `${what}, attempt ${attempt} of ${MOST_ATTEMPTS}, until ${expiresAt?.slice(11, 19) ?? '?'}.`;
}

/** What the workflow's timer waits for. */
export function describeTimer({ status, expiresAt }: PreOrderState): string {
  return `${status === 'paying' ? 'Payment' : 'Hold'} ends ${expiresAt ?? ''}`;
}

/** The same for a sale. */
export function describeSale({ eventId, name }: SaleInput, state: SaleState): string {
  const { status, opensAt, closesAt, waiting, drawDue, bulkChangeDue } = state;
  const line = `${waiting} waiting`;
  const describe = (text: string) => `${name ?? eventId}: ${text}`;
  if (bulkChangeDue)
    return describe(
      status === 'cancelled' ? 'cancelled, cancelling its orders.' : `extending its holds, ${line}.`,
    );
  if (drawDue) return describe(`drawing the places of ${waiting} entries.`);
  if (state.refundsDue) return describe('cancelled, refunding what was paid.');
  switch (status) {
    case 'scheduled':
      return describe(`opens at ${opensAt}, ${line}.`);
    case 'on_sale':
      return describe(`on sale until ${closesAt}, ${line}.`);
    case 'paused':
      return describe(`paused by an operator, nobody is called, ${line}.`);
    default:
      return describe(`${status}. Everybody who waited is being informed.`);
  }
}
