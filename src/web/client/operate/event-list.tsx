import { useState } from 'preact/hooks';
import type { EventJson } from '../api';
import { request } from '../http';
import { Time } from '../time';
import { useOperate } from './context';
import { useTitle } from './route';
import { SaleStatus } from './sale-status';
import { sumOf } from './sums';
import { useFollowed } from './use-followed';

/** All events with how many tickets are sold, soonest first. */
export function EventList() {
  const { locale } = useOperate();
  const { words, number } = locale;
  useTitle(words.events);
  const [events, setEvents] = useState<EventJson[]>();
  const [outOfDate, setOutOfDate] = useState(false);
  useFollowed(async (isLatest) => {
    const answer = await request('/api/events').catch(() => undefined);
    if (!isLatest()) return;
    setOutOfDate(!answer?.ok);
    if (answer?.ok) setEvents((answer.body as { events: EventJson[] }).events);
  }, []);
  return (
    <>
      <div class="heading">
        <h1>{words.events}</h1>
        <a class="button" href="#/find">
          {words.findPreOrder}
        </a>
        <a class="button main" href="#/new">
          {words.createEvent}
        </a>
      </div>
      {outOfDate && <p class="note warn">{words.outOfDate}</p>}
      {!events && <p class="soft">{words.loading}</p>}
      {events?.length === 0 && <p>{words.noEvents}</p>}
      <ul class="events">
        {events?.map((event) => {
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
    </>
  );
}
