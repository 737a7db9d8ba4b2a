import type * as Passkeys from './passkey';

/** The address of the script, which the bundler fills in (src/web/bundle.ts). */
declare const PASSKEY_SCRIPT: string;

/** Whether the browser knows passkeys at all. */
export const knowsPasskeys = (): boolean => typeof PublicKeyCredential === 'function';

/** Loads what passkeys need, once. @throws if it can't be loaded. */
export function loadPasskeys(): Promise<typeof Passkeys> {
  // A variable is left for the browser to load, where the bundler would look for a file.
  const script: string = PASSKEY_SCRIPT;
  return import(script) as Promise<typeof Passkeys>;
}
