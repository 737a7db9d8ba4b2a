import { sign, unsign } from 'cookie-signature';

/** The first signs, all verify: so that a secret can be replaced without ending what was signed with the old one. */
export type Secrets = readonly [string, ...string[]];

/** The text with its signature. */
export const signed = (text: string, secrets: Secrets): string => sign(text, secrets[0]);

/** The text of a signed one; undefined where none of the secrets has signed it. */
export function verified(token: string, secrets: Secrets): string | undefined {
  for (const secret of secrets) {
    const text = unsign(token, secret);
    if (text !== false) return text;
  }
  return undefined;
}
