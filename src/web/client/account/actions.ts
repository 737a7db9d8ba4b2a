import { useState } from 'preact/hooks';
import type { Locale } from '../i18n';
import { ACCOUNT_WORDS } from '../i18n/account';
import { request, type RequestOptions } from '../http';
import type { MeJson } from './account-data';
import { announceSession } from '../session-news';
import { loadPasskeys } from './load-passkey';

export type AccountActions = ReturnType<typeof useAccountActions>;

/**
 * What the buyer can change. What ends the session, or begins another, loads the page anew.
 * @param show shows the buyer as they are after a change.
 * @param next the page to go on to after signing in.
 */
export function useAccountActions(locale: Locale, show: (me: MeJson) => void, next: string | undefined) {
  const words = ACCOUNT_WORDS[locale.language];
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const [mustConfirm, setMustConfirm] = useState(false);
  const refuse = (code: string) => {
    const texts: Record<string, string> = {
      payment_open: words.paymentOpen,
      too_many_passkeys: words.tooManyPasskeys,
    };
    // It ended elsewhere.
    if (code === 'session_ended' || code === 'unauthenticated') location.reload();
    else if (code === 'sign_in_again') setMustConfirm(true);
    else setProblem(texts[code] ?? locale.words.somethingWentWrong);
  };
  /** One change at a time. @returns whether it was made. */
  const change = async (make: () => Promise<boolean>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setProblem('');
    try {
      return await make();
    } catch {
      setProblem(words.noAnswer);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const send = async (path: string, options: RequestOptions) => {
    const answer = await request(path, { ...options, isLimitAnAnswer: true });
    if (!answer.ok) refuse(answer.problem.code);
    return answer.ok;
  };
  const readAgain = async () => {
    const answer = await request('/api/me');
    if (answer.ok) show(answer.body as MeJson);
  };
  const sendAndShow = async (path: string, options: RequestOptions) => {
    const done = await send(path, options);
    // Also what was refused may have changed elsewhere.
    await readAgain();
    return done;
  };
  return {
    busy,
    problem,
    /** The change needs a sign-in that isn't older than five minutes. */
    mustConfirm,
    signedIn() {
      announceSession();
      // Who confirms that it's them goes on here.
      if (next === undefined || mustConfirm) location.reload();
      else location.assign(next);
    },
    async signOut() {
      if (!(await change(() => send('/api/sign-out', { method: 'POST' })))) return;
      announceSession();
      location.reload();
    },
    endSession: (id: string) => change(() => sendAndShow(`/api/me/sessions/${id}`, { method: 'DELETE' })),
    endOthers: () => change(() => sendAndShow('/api/me/sessions', { method: 'DELETE' })),
    removePasskey: (id: string) => change(() => sendAndShow(`/api/me/passkeys/${id}`, { method: 'DELETE' })),
    addPasskey: () =>
      change(async () => {
        const { addPasskey } = await loadPasskeys();
        const outcome = await addPasskey((path, options) =>
          request(path, { ...options, isLimitAnAnswer: true }),
        );
        if (outcome === 'cancelled') return false;
        if (typeof outcome === 'string') {
          setProblem(outcome === 'exists' ? words.passkeyExists : words.passkeyFailed);
          return false;
        }
        if (!outcome.ok) refuse(outcome.problem.code);
        await readAgain();
        return outcome.ok;
      }),
    async erase() {
      if (!(await change(() => send('/api/me', { method: 'DELETE' })))) return;
      announceSession();
      location.assign('/account?erased');
    },
  };
}
