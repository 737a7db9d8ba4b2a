/** The account's page: who it is, what they have, and what is theirs to change. */
import { ACCOUNT_WORDS } from '../i18n/account';
import { SIGN_IN_WORDS } from '../i18n/sign-in';
import { TopBar } from '../top-bar';
import type { MeJson } from './account-data';
import type { AccountProps } from './account-props';
import { AddressIn } from './address-in';
import { Devices } from './devices';
import { SignInOutcome } from './outcome';
import { OwnOrders } from './own-orders';
import { Passkeys } from './passkeys';
import { SignIn } from './sign-in';
import { YourData } from './your-data';

/** Only known buyers have sessions that are listed. */
const isKnown = (me: MeJson | undefined): me is MeJson => (me?.sessions.length ?? 0) > 0;

export function AccountPage({ locale, data, actions }: AccountProps) {
  const words = ACCOUNT_WORDS[locale.language];
  const { me } = data;
  return (
    <>
      <TopBar locale={locale} home="/" />
      <main class="own">
        <h1>{words.account}</h1>
        <noscript>
          <p class="note">{locale.words.needsJavaScript}</p>
        </noscript>
        {isKnown(me) ? (
          <Known {...{ locale, data, actions, me }} />
        ) : (
          <section class="card" aria-labelledby="sign-in">
            <h2 id="sign-in">{SIGN_IN_WORDS[locale.language].signIn}</h2>
            {data.erased && (
              <p class="note" role="status">
                {words.erased}
              </p>
            )}
            <p>{words.whySignIn}</p>
            {actions && (
              <SignIn locale={locale} next={data.next ?? '/account'} onSignedIn={actions.signedIn} />
            )}
          </section>
        )}
        <OwnOrders {...{ locale, orders: data.orders }} />
        {isKnown(me) && (
          <>
            <Passkeys {...{ locale, data, actions, me }} />
            <Devices {...{ locale, data, actions, me }} />
          </>
        )}
        {me && <YourData {...{ locale, actions }} />}
      </main>
    </>
  );
}

function Known({ locale, actions, me }: AccountProps & { me: MeJson }) {
  const words = ACCOUNT_WORDS[locale.language];
  return (
    <section class="card" aria-label={words.account}>
      <p>
        {me.email === null ? (
          words.signedIn
        ) : (
          <AddressIn text={words.signedInAs(me.email)} email={me.email} />
        )}
      </p>
      {actions && <SignInOutcome language={locale.language} />}
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={!actions || actions.busy}
          onClick={() => void actions?.signOut()}
        >
          {words.signOut}
        </button>
      </div>
      {actions?.problem && (
        <p class="problem" role="alert">
          {actions.problem}
        </p>
      )}
      {actions?.mustConfirm && (
        <div class="confirm-sign-in">
          <p role="alert">{words.confirmItsYou}</p>
          <SignIn locale={locale} next="/account" onSignedIn={actions.signedIn} />
        </div>
      )}
    </section>
  );
}
