import { SignIn } from '../account/sign-in';
import { needsSignIn } from './purchase';
import type { StageProps } from './stage-props';

/** Signing in, in place, for an event that asks for it; the choice of tickets stays. Nothing for other events. */
export function SignInFirst({ locale, purchase, actions }: StageProps) {
  const { words } = locale;
  const { event } = purchase;
  if (!needsSignIn(purchase)) return null;
  return (
    <section class="sign-in-first" aria-labelledby="sign-in">
      <h3 id="sign-in">{words.signInFirst}</h3>
      <p>{event.status === 'scheduled' ? words.signInNow : words.signInRequired}</p>
      {actions && (
        <SignIn locale={locale} next={`/events/${event.id}`} onSignedIn={() => actions.signedIn()} />
      )}
    </section>
  );
}
