import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OperateLocale } from '../i18n/operate';
import { createSharedStream } from '../shared-stream';
import { createOperatorApi, Refused } from './api';
import { OperateProvider } from './context';
import { EventForm } from './event-form';
import { EventList } from './event-list';
import { EventView } from './event-view';
import { FindPreOrder } from './find-pre-order';
import { OperatePage } from './operate-page';
import { useRoute, type Route } from './route';
import { SignIn } from './sign-in';

/** How long a notification is shown, in milliseconds; the log keeps what was done. */
const SHOWN_MS = 10_000;

/** A notification this recent is what led to the view, in milliseconds. */
const LED_HERE_MS = 500;

/** The page, alive: who is signed in, and which view they see. */
export function OperateApp({ locale, timeZone }: { locale: OperateLocale; timeZone: string }) {
  /** Undefined until it is known, null while nobody is signed in. */
  const [operator, setOperator] = useState<string | null>();
  const [notification, setNotification] = useState('');
  const notifiedAt = useRef(0);
  const route = useRoute();
  const context = useMemo(() => {
    const notify = (text: string) => {
      notifiedAt.current = performance.now();
      setNotification(text);
    };
    return {
      locale,
      timeZone,
      api: createOperatorApi(() => setOperator(null)),
      stream: createSharedStream(),
      notify,
    };
  }, [locale, timeZone]);
  const readSession = () => {
    context.api<{ name: string }>('session').then(
      ({ name }) => setOperator(name),
      (error: unknown) => {
        // Without an answer it isn't known who is signed in.
        if (!(error instanceof Refused)) setTimeout(readSession, 2_000);
      },
    );
  };
  useEffect(readSession, [context]);
  useEffect(() => {
    const timer = setTimeout(() => setNotification(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notification]);
  useEffect(() => {
    // A notification stays with the view before, unless it led here.
    if (performance.now() - notifiedAt.current > LED_HERE_MS) setNotification('');
    // The link that led here is gone, so reading goes on at the beginning.
    if (document.activeElement === document.body) document.querySelector('main')?.focus();
  }, [route]);

  const { words } = locale;
  const signOut = () =>
    void context.api('session', { method: 'DELETE' }).then(
      () => setOperator(null),
      () => setNotification(words.noAnswer),
    );
  const account = operator && (
    <>
      <span class="soft small">
        <bdi>{words.signedInAs(words.actors[operator] ?? operator)}</bdi>
      </span>
      <button type="button" class="button text" onClick={signOut}>
        {words.signOut}
      </button>
    </>
  );
  return (
    <OperateProvider value={context}>
      <OperatePage {...{ locale, account }}>
        {operator === undefined ? undefined : operator === null ? (
          <SignIn onSignedIn={readSession} />
        ) : (
          <View route={route} />
        )}
      </OperatePage>
      <p class="notification" role="status">
        {notification}
      </p>
    </OperateProvider>
  );
}

function View({ route: { page, eventId } }: { route: Route }) {
  if (page === 'new') return <EventForm />;
  if (page === 'find') return <FindPreOrder />;
  if (eventId === undefined) return <EventList />;
  return <EventView key={eventId} eventId={eventId} editing={page === 'edit'} />;
}
