import type { PreOrderInput, PreOrderState } from '../src/contract/pre-order';
import type { SaleInput, SaleState } from '../src/contract/sale';

/** The state in a sentence, for the person who looks at the workflow in the Temporal UI. */
export function describePreOrder(
  { eventId, items, title }: PreOrderInput,
  { status, expiresAt, reason }: PreOrderState,
): string {
  const tickets =
    title ?? `${items.map((item) => `${item.quantity} × ${item.ticketType}`).join(' + ')}, ${eventId}`;
  switch (status) {
    case 'pre_order':
      return `${tickets}: held until ${expiresAt ?? '?'}, waiting for the checkout.`;
    case 'checking_out':
      return `${tickets}: checkout accepted, recording the sale.`;
    case 'sold':
      return `${tickets}: sold.`;
    case 'called':
      return `${tickets}: stock is set aside, creating the tickets.`;
    case 'in_line':
      return `${tickets}: waiting in line. A workflow starts when its place comes up.`;
    default:
      return `${tickets}: ${status} (${reason ?? 'no reason recorded'}).`;
  }
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
