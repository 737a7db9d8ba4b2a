import { useState } from 'preact/hooks';
import type { EventJson } from '../api';
import { Time } from '../time';
import type { EventPage } from './api';
import { useOperate } from './context';
import { useTitle } from './route';
import { SaleStatus } from './sale-status';
import { sumOf } from './sums';
import { useFollowed } from './use-followed';

/** How many events are shown at first and with each press of the button, and how many the API lists at once. */
const PAGE = 100;
const LARGEST_PAGE = 1_000;

/** All events with how many tickets are sold, those to come first. */
export function EventList() {
  const { locale, api, may } = useOperate();
  const { words, number } = locale;
  useTitle(words.events);
  const [events, setEvents] = useState<EventJson[]>();
  const [limit, setLimit] = useState(PAGE);
  const [hasMore, setHasMore] = useState(false);
  const [outOfDate, setOutOfDate] = useState(false);
  useFollowed(
    async (isLatest) => {
      const page = await api<EventPage>(`events?limit=${limit}`).catch(() => undefined);
      if (!isLatest()) return;
      setOutOfDate(!page);
      if (!page) return;
      setEvents(page.events);
      setHasMore(page.nextCursor !== null && limit < LARGEST_PAGE);
    },
    [limit],
  );
  return (
    <>
      <div class="heading">
        <h1>{words.events}</h1>
        <a class="button" href="#/find">
          {words.findPreOrder}
        </a>
        <a class="button" href="#/tasks">
          {words.tasks}
        </a>
        {may('admin') && (
          <a class="button" href="#/access">
            {words.access}
          </a>
        )}
        {may('manager') && (
          <a class="button main" href="#/new">
            {words.createEvent}
          </a>
        )}
      </div>
      {outOfDate && <p class="note warn">{words.outOfDate}</p>}
      {!events && <p class="soft">{words.loading}</p>}
      {events?.length === 0 && <p>{words.noEvents}</p>}
      <ul class="events">
        {events &&
          upcomingFirst(events).map((event) => {
            const [cancelled, capacity] = [sumOf(event, 'cancelled'), sumOf(event, 'capacity')];
            const sold = sumOf(event, 'sold') + cancelled;
            const soldText = (cancelled > 0 ? words.soldThenCancelledOf : words.soldOf)(
              number(sold),
              number(capacity),
            );
            return (
              <li key={event.id}>
                <a class="card event" href={`#/events/${event.id}`}>
                  <strong>
                    <bdi>{event.name}</bdi>
                  </strong>
                  <span class="soft">
                    <bdi>{event.venue}</bdi>
                  </span>
                  <span class="soft">
                    <Time locale={locale} at={event.startsAt} zone={event.timeZone} />
                  </span>
                  <SaleStatus event={event} />
                  <span>{soldText}</span>
                  <progress value={sold} max={Math.max(1, capacity)} aria-label={soldText} />
                </a>
              </li>
            );
          })}
      </ul>
      {hasMore && (
        <button type="button" class="button" onClick={() => setLimit(limit + PAGE)}>
          {words.olderEvents}
        </button>
      )}
    </>
  );
}

/** What is still to come, the next first; then what is over, the latest first. */
function upcomingFirst(events: EventJson[]): EventJson[] {
  const now = Date.now();
  const start = (event: EventJson) => Date.parse(event.startsAt);
  const upcoming = events.filter((event) => start(event) >= now).sort((a, b) => start(a) - start(b));
  const past = events.filter((event) => start(event) < now).sort((a, b) => start(b) - start(a));
  return [...upcoming, ...past];
}
