import { useEffect, useRef, useState } from 'preact/hooks';
import type { MeJson } from '../account/account-data';
import { AddressIn } from '../account/address-in';
import { SignInOutcome } from '../account/outcome';
import { SignIn } from '../account/sign-in';
import { Button } from '../button';
import { Problem } from '../field';
import { request } from '../http';
import { SIGN_IN_WORDS } from '../i18n/sign-in';
import { announceSession, onSessionChanged } from '../session-news';
import { Refused } from './api';
import { errorText, useOperate } from './context';

/** A buyer who has signed in on this browser. */
type Known = Pick<MeJson, 'email'>;

/** @returns null for nobody. Without an answer nobody is known, and signing in tells. */
async function readKnown(): Promise<Known | null> {
  const answer = await request('/api/me').catch(() => undefined);
  const me = answer?.ok ? (answer.body as MeJson) : undefined;
  return me && me.sessions.length > 0 ? me : null;
}

/** Somebody signs in as a buyer does, which proves the address that has a role. */
export function SignInAsPerson({ onSignedIn }: { onSignedIn(): void }) {
  const { locale, api } = useOperate();
  const { words } = locale;
  /** Undefined until it is known. */
  const [known, setKnown] = useState<Known | null>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  /** The sign-in is too old to prove who sits here. */
  const [mustConfirm, setMustConfirm] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const show = (who: Known | null) => {
    setKnown(who);
    setMustConfirm(false);
  };
  useEffect(() => {
    const read = () => void readKnown().then(show);
    read();
    return onSessionChanged(read);
  }, []);
  const view = known === undefined ? 'loading' : known && !mustConfirm ? 'known' : 'form';
  const viewBefore = useRef(view);
  useEffect(() => {
    // What had the focus is gone, unless it is elsewhere on the page.
    const isGone = viewBefore.current !== 'loading' && document.activeElement === document.body;
    if (isGone) element.current?.querySelector<HTMLElement>('input, button')?.focus();
    viewBefore.current = view;
  }, [view]);

  const change = async (make: () => Promise<void>) => {
    setBusy(true);
    setProblem('');
    await make().catch((error: unknown) => setProblem(errorText(error, locale)));
    setBusy(false);
  };
  const begin = () =>
    change(async () => {
      try {
        await api('session', { method: 'POST', body: {} });
        onSignedIn();
      } catch (error) {
        const code = error instanceof Refused ? error.problem.code : '';
        if (code === 'not_allowed') setProblem(words.noRole);
        else if (code === 'sign_in_again') setMustConfirm(true);
        else if (code === 'session_ended' || code === 'unauthenticated') show(null);
        else throw error;
      } finally {
        announceSession();
      }
    });
  /** One browser is one buyer: an account elsewhere would be added to the one who is here. */
  const leave = () =>
    change(async () => {
      await request('/api/sign-out', { method: 'POST' });
      show(null);
      announceSession();
    });

  if (known === undefined) return <p class="soft">{words.loading}</p>;
  if (!known || mustConfirm)
    return (
      <div ref={element}>
        {mustConfirm && <p role="alert">{words.confirmItsYou}</p>}
        <SignIn
          {...{ locale, next: `/operate${location.hash}`, email: known?.email ?? undefined }}
          onSignedIn={({ email }) => {
            show({ email });
            void begin();
          }}
        />
      </div>
    );
  return (
    <div ref={element} class="sign-in">
      <SignInOutcome language={locale.language} />
      {known.email === null ? (
        <p class="note">{words.noAddress}</p>
      ) : (
        <Button kind="main" busy={busy} onPress={() => void begin()}>
          <span>
            <AddressIn text={words.continueAs(known.email)} email={known.email} />
          </span>
        </Button>
      )}
      <Button kind="quiet" busy={busy} onPress={() => void leave()}>
        {SIGN_IN_WORDS[locale.language].otherAddress}
      </Button>
      <Problem text={problem} />
    </div>
  );
}
