import { Panel } from './panel';
import type { StageProps } from './stage-props';
import { TicketTypeRow } from './ticket-type-row';

/** Paused, closed or cancelled, for a buyer without an order. */
export function Stopped({ locale: { words }, purchase, actions }: StageProps) {
  const { status } = purchase.event;
  const paused = status === 'paused';
  const over = status === 'cancelled' ? words.eventCancelled : words.salesEnded;
  return (
    <Panel name="stopped" tone="over" title={paused ? words.salesPaused : over}>
      {paused ? (
        actions && <p class="large">{words.salesPausedExplained}</p>
      ) : (
        <p class="large">{words.salesEndedExplained}</p>
      )}
    </Panel>
  );
}

/** Nothing is left, and nothing can come back. */
export function SoldOut({ locale, purchase }: StageProps) {
  const { words } = locale;
  return (
    <Panel name="sold_out" tone="over" title={words.soldOut}>
      <p class="large">{words.soldOutExplained}</p>
      <ul class="types">
        {purchase.event.ticketTypes.map((type) => (
          <TicketTypeRow key={type.id} {...{ locale, type }} />
        ))}
      </ul>
    </Panel>
  );
}
