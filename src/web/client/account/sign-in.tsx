/** Signing in, wherever a page needs it: by a code, a passkey, or an account elsewhere. */
import { useMemo, useState } from 'preact/hooks';
import type { Locale } from '../i18n';
import { SIGN_IN_WORDS } from '../i18n/sign-in';
import { findStorage, kept } from '../kept';
import { AddressStep } from './address-step';
import type { AskedCode } from './asked-code';
import { CodeStep } from './code-step';
import { SignInOutcome } from './outcome';
import { OtherWays } from './other-ways';
import { createSignInRequests, type CodeAsked, type SignedIn } from './sign-in-requests';
import { troubleText } from './trouble-text';

export interface SignInProps {
  locale: Pick<Locale<unknown>, 'language' | 'unit'>;
  /** The path to which an account elsewhere leads back. */
  next: string;
  /** The code that the page was opened for. */
  signInId?: string | undefined;
  /** The address, if it is known. */
  email?: string | undefined;
  onSignedIn(who: SignedIn): void;
}

/** Asks for the address, then for the code. A reload, or a look at the mailbox, loses nothing. */
export function SignIn({ locale, next, signInId, email: known = '', onSignedIn }: SignInProps) {
  const words = SIGN_IN_WORDS[locale.language];
  const [state, setState] = useState<'trying' | 'working'>();
  const requests = useMemo(() => createSignInRequests(setState), []);
  const storage = useMemo(() => kept<AskedCode>('bilheteria.sign-in', findStorage('sessionStorage')), []);
  const [asked, setAsked] = useState<AskedCode | undefined>(() => {
    const before = storage.get();
    if (signInId === undefined || before?.signInId === signInId) return before;
    return { signInId, resendAt: 0, mailDelaySeconds: 0 };
  });
  const [email, setEmail] = useState(asked?.email ?? known);
  /** Why the address is asked for again. */
  const [problem, setProblem] = useState<string>();
  const keep = (code: AskedCode | undefined) => {
    if (code) storage.keep(code);
    else storage.forget();
    setAsked(code);
  };
  const askAgain = (why?: string) => {
    keep(undefined);
    setProblem(why);
  };
  /** @returns why no code was sent. */
  const askFor = async (address: string): Promise<string | undefined> => {
    const outcome = await requests.askCode(address);
    if ('refused' in outcome) return troubleText(outcome.refused, words, locale);
    keep(askedOf(outcome.done, address));
    setProblem(undefined);
    return undefined;
  };
  const signedIn = (who: SignedIn) => {
    storage.forget();
    onSignedIn(who);
  };
  return (
    <div class="sign-in">
      <SignInOutcome language={locale.language} />
      {asked ? (
        <CodeStep key={asked.signInId} {...{ locale, words, requests, asked, askFor, askAgain, signedIn }} />
      ) : (
        <AddressStep {...{ words, requests, email, setEmail, problem, askFor, signedIn }} />
      )}
      <p class="soft small" role="status">
        {state && words[state]}
      </p>
      {!asked && <OtherWays {...{ words, requests, next, signedIn }} />}
    </div>
  );
}

const askedOf = (code: CodeAsked, email: string): AskedCode => ({
  ...{ signInId: code.signInId, email, mailDelaySeconds: code.mailDelaySeconds },
  resendAt: Date.now() + code.resendAfterSeconds * 1_000,
});
