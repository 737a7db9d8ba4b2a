/** What passkeys need in the browser. It is a script of its own, which few people load (load-passkey.ts). */
import {
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';
import type { Answer, RequestOptions } from '../http';

/** Asks the server once or several times, as the page wants it. */
type Ask = (path: string, options?: RequestOptions) => Promise<Answer>;

/**
 * What the server said in the end; or that nobody chose a passkey, that this device has one of this buyer already, or that
 * the browser couldn't.
 */
export type PasskeyOutcome = Answer | 'cancelled' | 'exists' | 'failed';

/** A challenge lives for five minutes; a list of suggestions is renewed before, in milliseconds. */
const RENEW_MS = 240_000;

/** Lets the buyer choose a passkey, and signs in with it. The answer's cookie counts from here on. */
export const signInWithPasskey = (ask: Ask): Promise<PasskeyOutcome> => signIn(ask, false);

/**
 * Offers passkeys among the suggestions of the page's field with `autocomplete="… webauthn"`, for as long as nothing else
 * is done with passkeys.
 */
export async function suggestPasskeys(ask: Ask): Promise<PasskeyOutcome> {
  if (!(await browserSupportsWebAuthnAutofill())) return 'cancelled';
  for (;;) {
    const startedAt = performance.now();
    const timer = setTimeout(cancelPasskey, RENEW_MS);
    const outcome = await signIn(ask, true).finally(() => clearTimeout(timer));
    if (outcome !== 'cancelled' || performance.now() < startedAt + RENEW_MS) return outcome;
  }
}

/** Ends what waits for the buyer. */
export const cancelPasskey = (): void => WebAuthnAbortService.cancelCeremony();

/** Makes a passkey on this device and adds it to the buyer's. @param name without one, it is named after the device. */
export async function addPasskey(ask: Ask, name?: string): Promise<PasskeyOutcome> {
  const asked = await ask('/api/me/passkeys/options', { method: 'POST' });
  if (!asked.ok) return asked;
  try {
    const made = await startRegistration({ optionsJSON: asked.body as never });
    return await ask('/api/me/passkeys', { method: 'POST', body: { ...made, ...(name && { name }) } });
  } catch (error) {
    return outcomeOf(error);
  }
}

async function signIn(ask: Ask, useBrowserAutofill: boolean): Promise<PasskeyOutcome> {
  const asked = await ask('/api/sign-in/passkey/options', { method: 'POST' });
  if (!asked.ok) return asked;
  try {
    const answer = await startAuthentication({ optionsJSON: asked.body as never, useBrowserAutofill });
    return await ask('/api/sign-in/passkey', { method: 'POST', body: answer });
  } catch (error) {
    return outcomeOf(error);
  }
}

/** @throws what isn't the browser's. */
function outcomeOf(error: unknown): PasskeyOutcome {
  const { name } = error as { name?: unknown };
  if (name === 'NotAllowedError' || name === 'AbortError') return 'cancelled';
  if (name === 'InvalidStateError') return 'exists';
  // The server didn't answer.
  if (name === 'NoAnswer') throw error;
  return 'failed';
}
