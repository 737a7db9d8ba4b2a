import { useState } from 'preact/hooks';
import type { EventShown } from '../api';
import { useDesk } from './desk';
import { StatusWord } from './status-word';
import { useTitle } from './title';
import { useWhileVisible } from './while-visible';

const REST_MS = 4_000;

/** Whatever is asked for here everybody may see. */
async function readEvents(): Promise<EventShown[] | undefined> {
  try {
    const response = await fetch('/api/events', { cache: 'no-store' });
    return response.ok ? ((await response.json()) as { events: EventShown[] }).events : undefined;
  } catch {
    return undefined;
  }
}

/** All events with how far their sale is, newest beginning last. */
export function EventList() {
  const { words, date, number } = useDesk().locale;
  useTitle(words.events);
  const [events, setEvents] = useState<EventShown[]>();
  const [lost, setLost] = useState(false);
  useWhileVisible(
    async () => {
      const read = await readEvents();
      setLost(!read);
      if (read) setEvents(read);
    },
    REST_MS,
    [],
  );
  return (
    <>
      <div class="heading">
        <h1>{words.events}</h1>
        <a class="button" href="#/find">
          {words.find}
        </a>
        <a class="button main" href="#/new">
          {words.newEvent}
        </a>
      </div>
      {lost && <p class="lost">{words.lost}</p>}
      {!events && <p class="soft">{words.loading}</p>}
      {events?.length === 0 && <p>{words.noEvents}</p>}
      <ul class="events">
        {events?.map((event) => {
          const sum = (key: 'sold' | 'capacity') => event.ticketTypes.reduce((n, type) => n + type[key], 0);
          const sold = words.soldOf(number(sum('sold')), number(sum('capacity')));
          return (
            <li key={event.id}>
              <a class="card event" href={`#/events/${event.id}`}>
                <strong>{event.name}</strong>
                <span class="soft">
                  {event.venue}, {date(new Date(event.startsAt))}
                </span>
                <StatusWord event={event} />
                <span>{sold}</span>
                <progress value={sum('sold')} max={Math.max(1, sum('capacity'))} aria-label={sold} />
              </a>
            </li>
          );
        })}
      </ul>
    </>
  );
}
