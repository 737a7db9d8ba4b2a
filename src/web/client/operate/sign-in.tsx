import { SignInAsPerson } from './sign-in-as-person';
import { SignInWithToken } from './sign-in-with-token';
import { useOperate } from './context';
import { useTitle } from './route';

/** Operators sign in as buyers do. The admin token is for the first start and for emergencies. */
export function SignIn({ onSignedIn }: { onSignedIn(): void }) {
  const { words } = useOperate().locale;
  useTitle(words.signIn);
  return (
    <section class="card entry" aria-labelledby="entry">
      <h1 id="entry">{words.signIn}</h1>
      <p>{words.whoSignsIn}</p>
      <SignInAsPerson onSignedIn={onSignedIn} />
      <SignInWithToken onSignedIn={onSignedIn} />
    </section>
  );
}
