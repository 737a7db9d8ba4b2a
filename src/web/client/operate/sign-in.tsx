import { useState } from 'preact/hooks';
import { onSubmit } from '../submit';
import { Refused } from './api';
import { errorText, useOperate } from './context';
import { Field } from '../field';
import { useKeptText } from './kept-text';
import { useTitle } from './route';

/** Takes the admin token once; it is neither kept here nor put in an address. */
export function SignIn({ onSignedIn }: { onSignedIn(): void }) {
  const { locale, api } = useOperate();
  const { words } = locale;
  useTitle(words.signIn);
  const [name, setName] = useKeptText('name');
  const [problems, setProblems] = useState<{ token?: string; name?: string }>({});
  const submit = async (form: HTMLFormElement) => {
    const token = new FormData(form).get('token') as string;
    const given = name.trim();
    try {
      await api('session', { method: 'POST', body: { token, ...(given && { name: given }) } });
      onSignedIn();
    } catch (error) {
      const code = error instanceof Refused ? error.problem.code : undefined;
      if (code === 'invalid_request') setProblems({ name: words.wrongName });
      else setProblems({ token: code === 'forbidden' ? words.wrongToken : errorText(error, locale) });
    }
  };
  return (
    <form class="card sign-in" method="post" onSubmit={onSubmit(submit)}>
      <h1>{words.signIn}</h1>
      <p class="soft">{words.signInHint}</p>
      <Field
        {...{ name: 'token', label: words.token, problem: problems.token, required: true }}
        type="password"
        autocomplete="current-password"
      />
      <Field
        {...{ name: 'name', label: words.yourName, hint: words.yourNameHint, problem: problems.name }}
        autocomplete="name"
        value={name}
        onText={setName}
        maxLength={80}
        required
      />
      <button class="button main">{words.signIn}</button>
    </form>
  );
}
