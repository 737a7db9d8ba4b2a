import { useState } from 'preact/hooks';
import { Refused } from './ask';
import { sentenceOf, useDesk } from './desk';
import { Field } from './field';
import { useTitle } from './title';

/** The admin token, once; it is neither kept here nor put in an address. */
export function SignIn({ onSignedIn }: { onSignedIn(): void }) {
  const { locale, ask } = useDesk();
  const { words } = locale;
  useTitle(words.signIn);
  const [problem, setProblem] = useState('');
  const [nameProblem, setNameProblem] = useState('');
  const submit = async (form: HTMLFormElement) => {
    const given = new FormData(form);
    const [token, name] = [given.get('token') as string, (given.get('name') as string).trim()];
    try {
      await ask('session', { method: 'POST', body: { token, ...(name && { name }) } });
      onSignedIn();
    } catch (error) {
      const code = error instanceof Refused ? error.problem.code : undefined;
      setNameProblem(code === 'invalid_request' ? words.wrongName : '');
      setProblem(
        code === 'forbidden' ? words.wrongToken : code === 'invalid_request' ? '' : sentenceOf(error, locale),
      );
    }
  };
  return (
    <form
      class="card sign-in"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <h1>{words.signIn}</h1>
      <p class="soft">{words.signInHint}</p>
      <Field name="token" label={words.token} problem={problem}>
        <input type="password" autocomplete="current-password" required />
      </Field>
      <Field name="name" label={words.name} hint={words.nameHint} problem={nameProblem}>
        <input autocomplete="name" maxLength={80} required />
      </Field>
      <button class="main">{words.signIn}</button>
    </form>
  );
}
