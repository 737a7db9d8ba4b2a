import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OperateLocale } from '../i18n/operate';
import { request } from '../http';
import { announceSession, onSessionChanged } from '../session-news';
import { createSharedStream } from '../shared-stream';
import { hasRole, type Role } from '../../../domain/roles';
import { AccessView } from './access-view';
import { createOperatorApi, Refused, type SignedIn } from './api';
import { OperateProvider, useOperate } from './context';
import { EventForm } from './event-form';
import { EventList } from './event-list';
import { EventView } from './event-view';
import { FindPreOrder } from './find-pre-order';
import { OperatePage } from './operate-page';
import { TasksView } from './tasks-view';
import { useRoute, useTitle, type Route } from './route';
import { SignIn } from './sign-in';

/** How long a notification is shown, in milliseconds; the log keeps what was done. */
const SHOWN_MS = 10_000;

/** A notification this recent is what led to the view, in milliseconds. */
const LED_HERE_MS = 500;

/** The page, alive: who is signed in, and which view they see. */
export function OperateApp({ locale, timeZone }: { locale: OperateLocale; timeZone: string }) {
  /** Undefined until it is known, null while nobody is signed in. */
  const [operator, setOperator] = useState<SignedIn | null>();
  const [notification, setNotification] = useState('');
  const notifiedAt = useRef(0);
  const readSessionNow = useRef<() => void>(() => undefined);
  const route = useRoute();
  const shared = useMemo(() => {
    const notify = (text: string) => {
      notifiedAt.current = performance.now();
      setNotification(text);
    };
    return {
      locale,
      timeZone,
      api: createOperatorApi(
        () => setOperator(null),
        () => readSessionNow.current(),
      ),
      stream: createSharedStream(),
      notify,
    };
  }, [locale, timeZone]);
  const context = { ...shared, may: (role: Role) => Boolean(operator && hasRole(operator.role, role)) };
  const readSession = () => {
    shared.api<SignedIn>('session').then(setOperator, (error: unknown) => {
      // Without an answer it isn't known who is signed in.
      if (!(error instanceof Refused)) setTimeout(readSession, 2_000);
    });
  };
  readSessionNow.current = readSession;
  useEffect(readSession, [shared]);
  useEffect(() => onSessionChanged(() => readSessionNow.current()), []);
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
  const signOut = async (who: SignedIn) => {
    try {
      // Otherwise the next person at this desk could go on as this one. Names of the admin token have no @.
      if (who.name.includes('@')) await request('/api/sign-out', { method: 'POST' });
      await shared.api('session', { method: 'DELETE' });
      setOperator(null);
      announceSession();
    } catch {
      setNotification(words.noAnswer);
    }
  };
  const account = operator && (
    <>
      <span class="soft small">
        <bdi>{words.signedInAs(words.actors[operator.name] ?? operator.name)}</bdi> (
        {words.roles[operator.role]})
      </span>
      <button type="button" class="button text" onClick={() => void signOut(operator)}>
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
          <View route={route} may={context.may} />
        )}
      </OperatePage>
      <p class="notification" role="status">
        {notification}
      </p>
    </OperateProvider>
  );
}

/** Which role each view is for. */
const NEEDS: Record<Route['page'], Role> = {
  ...{ list: 'viewer', find: 'viewer', event: 'viewer', new: 'manager', edit: 'manager', access: 'admin' },
  tasks: 'viewer',
};

function View({ route: { page, eventId, find }, may }: { route: Route; may(role: Role): boolean }) {
  if (!may(NEEDS[page])) return <NotAllowed needs={NEEDS[page]} />;
  if (page === 'access') return <AccessView />;
  if (page === 'new') return <EventForm />;
  if (page === 'find') return <FindPreOrder key={find} wanted={find} />;
  if (page === 'tasks') return <TasksView key={eventId} eventId={eventId} />;
  if (eventId === undefined) return <EventList />;
  return <EventView key={eventId} eventId={eventId} editing={page === 'edit'} />;
}

/** In place of a view that the role doesn't allow. */
function NotAllowed({ needs }: { needs: Role }) {
  const { locale, may } = useOperate();
  const { words } = locale;
  useTitle(words.notAllowed);
  return (
    <>
      {may('viewer') && (
        <a class="back" href="#/">
          {words.allEvents}
        </a>
      )}
      <h1>{words.notAllowed}</h1>
      <p>{words.needsRole(words.roles[needs])}</p>
    </>
  );
}
