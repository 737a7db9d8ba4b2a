import { useEffect, useState } from 'preact/hooks';
import type { Language } from '../i18n';
import { SIGN_IN_WORDS } from '../i18n/sign-in';

const NAME = 'sign-in';

/** Why nobody was signed in by an account elsewhere, as the address says (docs/sign-in.md). It is said once. */
export function SignInOutcome({ language }: { language: Language }) {
  const [outcome] = useState(() => new URL(location.href).searchParams.get(NAME));
  useEffect(() => {
    if (outcome === null) return;
    const address = new URL(location.href);
    address.searchParams.delete(NAME);
    history.replaceState(history.state, '', address);
  }, [outcome]);
  const texts: Record<string, string> = SIGN_IN_WORDS[language].outcomes;
  const text = outcome !== null && Object.hasOwn(texts, outcome) ? texts[outcome] : undefined;
  return text ? (
    <p class="note warn" role="alert">
      {text}
    </p>
  ) : null;
}
