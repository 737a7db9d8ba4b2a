import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../button';
import { Field } from '../field';
import type { Locale } from '../i18n';
import type { SignInWords } from '../i18n/sign-in';
import { newKey } from '../new-key';
import { onSubmit } from '../submit';
import { AddressIn } from './address-in';
import type { AskedCode } from './asked-code';
import type { SignedIn, SignInRequests } from './sign-in-requests';
import { troubleText } from './trouble-text';

/** A mail that takes longer than this is worth a word, in seconds. */
const SLOW_MAIL = 20;

interface CodeStepProps {
  locale: Pick<Locale<unknown>, 'language' | 'unit'>;
  words: SignInWords;
  requests: SignInRequests;
  asked: AskedCode;
  askFor(email: string): Promise<string | undefined>;
  /** Back to the address. @param why the code can't be used. */
  askAgain(why?: string): void;
  signedIn(who: SignedIn): void;
}

/** Asks for the code that was mailed. */
export function CodeStep({ locale, words, requests, asked, askFor, askAgain, signedIn }: CodeStepProps) {
  const { signInId, email, resendAt, mailDelaySeconds } = asked;
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  /** A code that is sent twice, because the answer was lost, is the same request. */
  const keys = useRef(new Map<string, string>());
  const wait = useSecondsUntil(resendAt);
  const focus = () => form.current?.querySelector('input')?.focus();
  // The field of the step before is gone.
  useEffect(focus, []);

  const submit = async () => {
    if (busy) return;
    const digits = code.normalize('NFKC').replace(/\D/g, '');
    if (digits.length !== 6) {
      setProblem(words.wrongForm);
      focus();
      return;
    }
    setBusy(true);
    const key = keys.current.get(digits) ?? newKey();
    keys.current.set(digits, key);
    const outcome = await requests.useCode(signInId, digits, key);
    if ('done' in outcome) {
      signedIn(outcome.done);
      return;
    }
    setBusy(false);
    const { code: refusal, attemptsLeft } = outcome.refused;
    const why = troubleText(outcome.refused, words, locale);
    // Another try can't succeed.
    if (attemptsLeft === 0 || ['code_expired', 'sign_in_not_found'].includes(refusal)) {
      askAgain(why);
      return;
    }
    setProblem(why);
    form.current?.querySelector('input')?.select();
  };
  const resend = async () => {
    if (wait > 0) return;
    if (email === undefined) askAgain();
    else setProblem(await askFor(email));
  };
  return (
    <form ref={form} method="post" noValidate onSubmit={onSubmit(submit)}>
      <p role="status">
        {email === undefined ? (
          words.codeSentSomewhere
        ) : (
          <AddressIn text={words.codeSent(email)} email={email} />
        )}{' '}
        {mailDelaySeconds > SLOW_MAIL &&
          words.mailTakes(locale.unit(Math.ceil(mailDelaySeconds / 60), 'minute'))}
      </p>
      <Field
        {...{ name: 'code', label: words.code, hint: words.codeHint, problem, value: code }}
        autocomplete="one-time-code"
        inputMode="numeric"
        maxLength={20}
        required
        onText={setCode}
      />
      <Button kind="main" busy={busy}>
        {words.signIn}
      </Button>
      <div class="row">
        <button type="button" class="button quiet" aria-disabled={wait > 0} onClick={() => void resend()}>
          {wait > 0 ? words.resendIn(locale.unit(wait, 'second')) : words.resend}
        </button>
        <button type="button" class="button quiet" onClick={() => askAgain()}>
          {words.otherAddress}
        </button>
      </div>
    </form>
  );
}

/** How many seconds are left until then; renewed each second. @param at in milliseconds since 1970. */
function useSecondsUntil(at: number): number {
  const left = () => Math.max(0, Math.ceil((at - Date.now()) / 1_000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => {
      setSeconds(left());
      if (left() === 0) clearInterval(timer);
    }, 1_000);
    return () => clearInterval(timer);
  }, [at]);
  return seconds;
}
