import { sign, unsign } from 'cookie-signature';

/** The first one signs and all verify, so that a secret can be replaced while the old one's signatures stay valid. */
export type Secrets = readonly [string, ...string[]];

/** The text followed by its signature. */
export const signed = (text: string, secrets: Secrets): string => sign(text, secrets[0]);

/** The text of a signed token; undefined if none of the secrets has signed it. */
export function verified(token: string, secrets: Secrets): string | undefined {
  for (const secret of secrets) {
    const text = unsign(token, secret);
    if (text !== false) return text;
  }
  return undefined;
}
