import './style.css';
import { hydrate } from 'preact';
import { localeOf, type Language } from '../i18n';
import type { EventShown } from '../api';
import { EventList } from './event-list';
import { EventPage } from './event-page';

type Data =
  | { page: 'events'; language: Language; events: EventShown[] }
  | { page: 'event'; language: Language; event: EventShown; serverTime: string };

const root = document.getElementById('app');
const data = JSON.parse(document.getElementById('data')?.textContent ?? 'null') as Data | null;
if (root && data) {
  const locale = localeOf(data.language);
  hydrate(
    data.page === 'events' ? (
      <EventList locale={locale} events={data.events} />
    ) : (
      <EventPage locale={locale} event={data.event} />
    ),
    root,
  );
}
