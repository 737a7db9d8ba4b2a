import { useState } from 'preact/hooks';
import { Field } from '../field';
import { onSubmit } from '../submit';
import { Refused } from './api';
import { errorText, useOperate } from './context';
import { useKeptText } from './kept-text';

/** Takes the admin token once; it is neither kept here nor put in an address. */
export function SignInWithToken({ onSignedIn }: { onSignedIn(): void }) {
  const { locale, api } = useOperate();
  const { words } = locale;
  const [name, setName] = useKeptText('name');
  // It stays open for somebody who has begun, over a reload and the other language.
  const [wasBegun] = useState(name !== '');
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
    <details open={wasBegun}>
      <summary>{words.useToken}</summary>
      <form method="post" onSubmit={onSubmit(submit)}>
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
        <button class="button">{words.signIn}</button>
      </form>
    </details>
  );
}
