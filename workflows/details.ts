import type { PreOrderInput, PreOrderState } from './contract';

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
    case 'in_line':
      return `${tickets}: stock is set aside, tickets are being made.`;
    default:
      return `${tickets}: ${status} (${reason ?? 'no reason recorded'}).`;
  }
}
