import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OperateLocale } from '../i18n/operate';
import { createAsk, Refused } from './ask';
import { DeskProvider } from './desk';
import { EventForm } from './event-form';
import { EventList } from './event-list';
import { EventView } from './event-view';
import { FindPreOrder } from './find-pre-order';
import { OperatePage } from './operate-page';
import { SignIn } from './sign-in';
import { useRoute, type Route } from './route';

/** How long it is shown what was done, in milliseconds; the record keeps it. */
const SAID_MS = 10_000;
const LED_HERE_MS = 500;

/** The page, alive: who is signed in, and what they look at. */
export function OperateApp({ locale }: { locale: OperateLocale }) {
  /** Undefined until it is known, null where nobody is. */
  const [operator, setOperator] = useState<string | null>();
  const [said, setSaid] = useState('');
  const route = useRoute();
  const saidAt = useRef(0);
  const desk = useMemo(() => {
    const say = (text: string) => {
      saidAt.current = performance.now();
      setSaid(text);
    };
    return { locale, ask: createAsk(() => setOperator(null)), say };
  }, [locale]);
  const look = () => {
    desk.ask<{ name: string }>('session').then(
      ({ name }) => setOperator(name),
      (error: unknown) => {
        // Without an answer nobody knows; asked again until there is one.
        if (!(error instanceof Refused)) setTimeout(look, 2_000);
      },
    );
  };
  useEffect(look, [desk]);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  // What was done elsewhere doesn't belong here, unless it is what led here.
  useEffect(() => {
    if (performance.now() - saidAt.current > LED_HERE_MS) setSaid('');
    // The link that led here is gone; reading goes on at the beginning.
    if (document.activeElement === document.body) document.querySelector('main')?.focus();
  }, [route]);

  const { words } = locale;
  const signOut = () =>
    void desk.ask('session', { method: 'DELETE' }).then(
      () => setOperator(null),
      () => setSaid(words.noAnswer),
    );
  const account = operator && (
    <>
      <span class="soft small">{words.signedInAs(words.whos[operator] ?? operator)}</span>
      <button type="button" class="quiet" onClick={signOut}>
        {words.signOut}
      </button>
    </>
  );
  return (
    <DeskProvider value={desk}>
      <OperatePage locale={locale} account={account}>
        {operator === undefined ? undefined : operator === null ? (
          <SignIn onSignedIn={look} />
        ) : (
          <Place route={route} />
        )}
      </OperatePage>
      <p class="said" role="status">
        {said}
      </p>
    </DeskProvider>
  );
}

function Place({ route: { page, eventId } }: { route: Route }) {
  if (page === 'new') return <EventForm />;
  if (page === 'find') return <FindPreOrder />;
  if (eventId === undefined) return <EventList />;
  return <EventView key={eventId} eventId={eventId} editing={page === 'edit'} />;
}
