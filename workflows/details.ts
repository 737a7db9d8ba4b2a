import type { PreOrderInput, PreOrderState, SaleInput, SaleState } from '../src/contract';

/** The state in a sentence, for the person who looks at the flow in the Temporal UI. */
export function describeState(
  { eventId, items, title }: PreOrderInput,
  { status, expiresAt, reason }: PreOrderState,
): string {
  const tickets =
    title ?? `${items.map((item) => `${item.quantity} × ${item.ticketType}`).join(' + ')}, ${eventId}`;
  switch (status) {
    case 'pre_order':
      return `${tickets}: held until ${expiresAt ?? '?'}, waiting for the checkout.`;
    case 'checking_out':
      return `${tickets}: checkout accepted, the sale is being recorded.`;
    case 'sold':
      return `${tickets}: sold.`;
    case 'called':
      return `${tickets}: stock is set aside, tickets are being made.`;
    case 'in_line':
      return `${tickets}: waits in line; a flow starts when its place comes up.`;
    default:
      return `${tickets}: ${status} (${reason ?? 'no reason recorded'}).`;
  }
}

/** The same for a sale. */
export function describeSale({ eventId, name }: SaleInput, state: SaleState): string {
  const { status, opensAt, closesAt, waiting, drawDue } = state;
  const what = `${name ?? eventId}: `;
  const line = waiting === 0 ? 'nobody waits' : `${waiting} wait`;
  if (drawDue) return `${what}the places of ${waiting} entries are being drawn.`;
  switch (status) {
    case 'scheduled':
      return `${what}opens at ${opensAt}; ${line}.`;
    case 'on_sale':
      return `${what}on sale until ${closesAt}; ${line}.`;
    case 'paused':
      return `${what}paused by an operator, nobody is called; ${line}.`;
    default:
      return `${what}${status}; those who waited are told.`;
  }
}
