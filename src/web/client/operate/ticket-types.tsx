import type { EventJson } from '../api';
import { useOperate } from './context';
import { FigureTable } from './figure-table';
import { sumOf } from './sums';

/** The price and the counts of each type. */
export function TicketTypes({ event }: { event: EventJson }) {
  const { words, number, money } = useOperate().locale;
  const isCancelled = sumOf(event, 'cancelled') > 0;
  return (
    <section class="card" aria-labelledby="types">
      <h2 id="types">{words.ticketTypes}</h2>
      <FigureTable
        label={words.ticketTypes}
        heads={[
          words.ticketType,
          words.fields.priceCents,
          words.fields.capacity,
          words.sold,
          words.held,
          words.available,
          ...(isCancelled ? [words.soldThenCancelled] : []),
        ]}
        rows={event.ticketTypes.map(({ name, priceCents, currency, ...type }) => [
          ...[name, money(priceCents, currency)],
          ...[type.capacity, type.sold, type.held, type.available].map(number),
          ...(isCancelled ? [number(type.cancelled ?? 0)] : []),
        ])}
      />
    </section>
  );
}
