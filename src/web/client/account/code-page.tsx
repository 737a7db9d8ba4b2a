import type { Locale } from '../i18n';
import { ACCOUNT_WORDS } from '../i18n/account';
import { announceSession } from '../session-news';
import { TopBar } from '../top-bar';
import { SignIn } from './sign-in';

export interface CodeData {
  signInId: string;
  /** The page to go on to. */
  next: string;
}

interface CodePageProps {
  locale: Locale;
  data: CodeData;
  /** The script runs. */
  isLive?: boolean;
}

/** Where the link of a mail leads: the code can be typed here. Opening it changes nothing. */
export function CodePage({ locale, data: { signInId, next }, isLive = false }: CodePageProps) {
  const words = ACCOUNT_WORDS[locale.language];
  return (
    <>
      <TopBar locale={locale} home="/" />
      <main class="own">
        <h1>{words.enterCode}</h1>
        <noscript>
          <p class="note">{locale.words.needsJavaScript}</p>
        </noscript>
        <section class="card" aria-label={words.enterCode}>
          <p>{words.whatSigningInDoes}</p>
          {isLive && (
            <SignIn
              {...{ locale, next, signInId }}
              onSignedIn={() => {
                announceSession();
                location.assign(next);
              }}
            />
          )}
        </section>
      </main>
    </>
  );
}
