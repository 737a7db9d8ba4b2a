import './style.css';
import { hydrate } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { onActivation } from '../activation';
import type { EventJson, PreOrderJson } from '../api';
import { localeOf, type Language, type Locale } from '../i18n';
import { keepTextCurrent } from '../replaced-text';
import { createClock, type Clock } from './clock';
import { EventList } from './event-list';
import { EventPage } from './event-page';
import type { BuyerActions } from './actions';
import { createStore, newPurchase } from './purchase';
import { startVisit } from './visit';

interface EventData {
  event: EventJson;
  /** The visitor's own, newest first. */
  mine: PreOrderJson[];
  serverTime: string;
  /** Whether the visitor has signed in. */
  known: boolean;
  /** The attempt to pay from which the visitor has come back, while it isn't known how it went. */
  checking: string | null;
}

type Data = { language: Language } & (EventData | { events: EventJson[] });

/** The event's page, alive. @param outOfDate what the page brought may have changed since. */
function LivePage({ locale, data, outOfDate }: { locale: Locale; data: EventData; outOfDate: boolean }) {
  const store = useMemo(
    () => createStore(newPurchase(data.event, data.mine, data.known, data.checking)),
    [data],
  );
  const clock = useMemo(() => clockOf(data.serverTime), [data]);
  const [purchase, setPurchase] = useState(store.get());
  const [actions, setActions] = useState<BuyerActions>();
  useEffect(() => {
    store.subscribe(() => setPurchase(store.get()));
    setActions(startVisit(store, clock, outOfDate));
  }, [store, clock, outOfDate]);
  return <EventPage {...{ locale, purchase, clock, actions }} />;
}

/** Counts from when the first byte of the page came, which may be long before this script did. */
function clockOf(serverTime: string): Clock {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return createClock(serverTime, page?.responseStart ?? performance.now(), () => performance.now());
}

const root = document.getElementById('app');
const data = JSON.parse(document.getElementById('data')?.textContent ?? 'null') as Data | null;
/** The back button may bring a page that is out of date. */
const isBack = () =>
  (performance.getEntriesByType('navigation') as PerformanceNavigationTiming[])[0]?.type === 'back_forward';

if (root && data) {
  const locale = localeOf(data.language);
  onActivation((hasWaited) => {
    hydrate(
      'events' in data ? (
        <EventList locale={locale} events={data.events} />
      ) : (
        <LivePage {...{ locale, data, outOfDate: hasWaited || isBack() }} />
      ),
      root,
    );
    keepTextCurrent(root);
  });
}
