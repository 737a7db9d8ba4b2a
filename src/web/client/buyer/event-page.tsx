import type { EventShown } from '../api';
import type { Locale } from '../i18n';

/** One event: what it is, what there is to buy. */
export function EventPage({ locale, event }: { locale: Locale; event: EventShown }) {
  const { words, money, number } = locale;
  return (
    <main>
      <h1>{event.name}</h1>
      <ul>
        {event.ticketTypes.map((type) => (
          <li key={type.id}>
            {type.name} {money(type.priceCents, type.currency)}{' '}
            {type.available > 0 ? words.available(number(type.available)) : words.soldOut}
          </li>
        ))}
      </ul>
    </main>
  );
}
