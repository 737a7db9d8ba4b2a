import type { EventShown } from '../api';
import type { Locale } from '../i18n';

/** All events, each with the way to its page. */
export function EventList({ locale, events }: { locale: Locale; events: EventShown[] }) {
  const { words, date } = locale;
  return (
    <main>
      <h1>{words.events}</h1>
      {events.length === 0 && <p>{words.noEvents}</p>}
      <ul>
        {events.map((event) => (
          <li key={event.id}>
            <a href={`/events/${event.id}`}>{event.name}</a> {date(new Date(event.startsAt))}
          </li>
        ))}
      </ul>
    </main>
  );
}
