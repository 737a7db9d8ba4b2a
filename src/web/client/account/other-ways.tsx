import { useState } from 'preact/hooks';
import type { SignInWords } from '../i18n/sign-in';
import { loadPasskeys } from './load-passkey';
import type { SignedIn, SignInRequests } from './sign-in-requests';
import { useWays } from './use-ways';

interface OtherWaysProps {
  words: SignInWords;
  requests: SignInRequests;
  next: string;
  signedIn(who: SignedIn): void;
}

/** A passkey, or an account elsewhere, as far as the site and the browser know them. */
export function OtherWays({ words, requests, next, signedIn }: OtherWaysProps) {
  const ways = useWays();
  const [problem, setProblem] = useState('');
  const choosePasskey = async () => {
    setProblem('');
    try {
      const { signInWithPasskey } = await loadPasskeys();
      const outcome = await signInWithPasskey(requests.forPasskeys);
      if (outcome === 'cancelled') return;
      if (typeof outcome === 'object' && outcome.ok) signedIn(outcome.body as SignedIn);
      else setProblem(typeof outcome === 'object' ? words.passkeyRefused : words.passkeyFailed);
    } catch {
      setProblem(words.passkeyFailed);
    }
  };
  if (!ways.passkeys && ways.providers.length === 0) return null;
  return (
    <div class="other-ways">
      <p class="soft small">{words.or}</p>
      {ways.passkeys && (
        <button type="button" class="button" onClick={() => void choosePasskey()}>
          {words.usePasskey}
        </button>
      )}
      {ways.providers.map(({ id, name }) => (
        <a
          key={id}
          class="button"
          href={`/api/sign-in/oidc/${id}?${new URLSearchParams({ next }).toString()}`}
        >
          {words.continueWith(name)}
        </a>
      ))}
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
