import type { EventJson } from '../api';
import type { Locale } from '../i18n';
import { Time } from '../time';
import { TopBar } from '../top-bar';
import { isSoldOut } from './stage';

/** All events, each with a link to its page. */
export function EventList({ locale, events }: { locale: Locale; events: EventJson[] }) {
  const { words } = locale;
  return (
    <>
      <TopBar locale={locale} home="/">
        <a href="/account">{words.account}</a>
      </TopBar>
      <main class="list">
        <h1>{words.events}</h1>
        {events.length === 0 && <p>{words.noEvents}</p>}
        <ul class="events">
          {events.map((event) => (
            <li key={event.id}>
              <a class="card event" href={`/events/${event.id}`}>
                <strong>
                  <bdi>{event.name}</bdi>
                </strong>
                <span class="soft">
                  <bdi>{event.venue}</bdi>
                </span>
                <span class="soft">
                  <Time locale={locale} at={event.startsAt} zone={event.timeZone} />
                </span>
                <span class={event.status === 'on_sale' && !isSoldOut(event) ? 'word good' : 'word'}>
                  <SaleStatus locale={locale} event={event} />
                </span>
              </a>
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}

function SaleStatus({ locale, event }: { locale: Locale; event: EventJson }) {
  const { words } = locale;
  if (event.status === 'scheduled')
    return (
      <>
        {words.onSaleFrom} <Time locale={locale} at={event.onSaleAt} zone={event.timeZone} />
      </>
    );
  const texts = {
    on_sale: isSoldOut(event) ? words.soldOut : words.onSaleNow,
    paused: words.salesPaused,
    closed: words.salesEnded,
    cancelled: words.eventCancelled,
  };
  return <>{texts[event.status]}</>;
}
