import type { EventJson, PreOrderJson } from '../api';
import type { Locale } from '../i18n';

/** A ticket type's name; one that was removed shows its id. */
export function TypeName({ event: { ticketTypes }, id }: { event: EventJson; id: string }) {
  return <bdi>{ticketTypes.find((type) => type.id === id)?.name ?? id}</bdi>;
}

interface OrderSummaryProps {
  locale: Locale;
  event: EventJson;
  /** With the prices at which it was ordered. */
  order: Pick<PreOrderJson, 'items' | 'currency'>;
}

/** The tickets of an order with their prices and their total. */
export function OrderSummary({ locale: { words, money }, event, order }: OrderSummaryProps) {
  const { items, currency } = order;
  const total = items.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0);
  return (
    <dl class="summary">
      {items.map(({ ticketType, quantity, unitPriceCents }) => (
        <div key={ticketType}>
          <dt>
            <span class="soft">{quantity}&nbsp;×</span> <TypeName event={event} id={ticketType} />
          </dt>
          <dd>{money(quantity * unitPriceCents, currency)}</dd>
        </div>
      ))}
      <div class="sum">
        <dt>{words.total}</dt>
        <dd>{money(total, currency)}</dd>
      </div>
    </dl>
  );
}
