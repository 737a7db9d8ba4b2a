import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../button';
import { Field } from '../field';
import type { SignInWords } from '../i18n/sign-in';
import { onSubmit } from '../submit';
import { knowsPasskeys, loadPasskeys } from './load-passkey';
import type { SignedIn, SignInRequests } from './sign-in-requests';

interface AddressStepProps {
  words: SignInWords;
  requests: SignInRequests;
  email: string;
  setEmail(email: string): void;
  /** Why the address is asked for again. */
  problem: string | undefined;
  /** @returns why no code was sent. */
  askFor(email: string): Promise<string | undefined>;
  signedIn(who: SignedIn): void;
}

/** Asks for the address. The field also suggests passkeys, where the browser does that. */
export function AddressStep(props: AddressStepProps) {
  const { words, requests, email, setEmail, askFor, signedIn } = props;
  const [problem, setProblem] = useState(props.problem);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const suggesting = useRef(false);
  const focus = () => form.current?.querySelector('input')?.focus();
  // What was shown before is gone, so what it led to is read out.
  useEffect(() => {
    if (props.problem) focus();
  }, []);

  const submit = async () => {
    if (busy) return;
    if (email.trim() === '') {
      setProblem(words.wrongEmail);
      focus();
      return;
    }
    setBusy(true);
    const why = await askFor(email.trim());
    // Without a reason the next step has taken this one's place.
    if (why === undefined) return;
    setBusy(false);
    setProblem(why);
    focus();
  };
  /** Loaded for those who come to the field, and not with the page. */
  const suggest = async () => {
    if (suggesting.current || !knowsPasskeys()) return;
    suggesting.current = true;
    try {
      const { suggestPasskeys } = await loadPasskeys();
      const outcome = await suggestPasskeys(requests.forSuggestions);
      if (typeof outcome === 'object' && outcome.ok) signedIn(outcome.body as SignedIn);
    } catch {
      // The code is there for everyone.
    }
  };
  return (
    <form ref={form} method="post" noValidate onSubmit={onSubmit(submit)}>
      <Field
        {...{ name: 'email', type: 'email', label: words.email, hint: words.emailHint, problem }}
        autocomplete="email webauthn"
        required
        value={email}
        onText={setEmail}
        onFocus={() => void suggest()}
      />
      <Button kind="main" busy={busy}>
        {words.sendCode}
      </Button>
    </form>
  );
}
