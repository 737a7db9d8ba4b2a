import type { Shown } from './event-page';
import { Panel } from './panel';
import { Availability, Price } from './ticket-choice';

/** Paused, closed or cancelled, for somebody who has nothing in it. */
export function Stopped({ locale, purchase }: Shown) {
  const { words } = locale;
  const { status } = purchase.event;
  const [title, text] =
    status === 'paused'
      ? [words.salePaused, words.pausedExplained]
      : status === 'cancelled'
        ? [words.eventCancelled, words.closedExplained]
        : [words.saleClosed, words.closedExplained];
  return (
    <Panel name="stopped" tone="over" title={title}>
      <p class="large">{text}</p>
    </Panel>
  );
}

/** Nothing left, and nothing that can come back. */
export function SoldOut({ locale, purchase }: Shown) {
  const { words } = locale;
  return (
    <Panel name="sold_out" tone="over" title={words.soldOut}>
      <p class="large">{words.soldOutExplained}</p>
      <ul class="types">
        {purchase.event.ticketTypes.map((type) => (
          <li class="type" data-gone="" key={type.id}>
            <span class="name">{type.name}</span>
            <Price locale={locale} type={type} />
            <Availability locale={locale} type={type} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
