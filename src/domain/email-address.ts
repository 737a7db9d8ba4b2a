import { domainToASCII } from 'node:url';

/** An e-mail address. */
export interface EmailAddress {
  /** To send to: normalised, with the domain in ASCII. */
  email: string;
  /** The same for every spelling that reaches one mailbox. For comparing only, never for sending. */
  key: string;
}

/** In bytes, with the local part at most 64 (RFC 5321, section 4.5.3.1). */
const MAX_BYTES = 254;
const MAX_LOCAL_BYTES = 64;

/** A local part without quotes: RFC 5322's dot-atom, with the letters of RFC 6531. */
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** A domain as people write it. Without this check, what follows a `/` and what is invisible would just be dropped. */
const DOMAIN = /^[\p{L}\p{M}\p{N}.。-]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Google gives every address without regard to dots, under both of its domains. */
const GMAIL = ['gmail.com', 'googlemail.com'];

const bytes = (text: string) => Buffer.byteLength(text);

/**
 * Reads an address as people type it. It is normalised (NFKC) before it is checked, so that no look-alike of `@`, of a
 * line end or of a letter passes the checks and becomes another address later.
 * @returns undefined for what can't be an address.
 */
export function readEmail(text: string): EmailAddress | undefined {
  const [local = '', domainAsWritten, ...more] = text.normalize('NFKC').trim().split('@');
  if (domainAsWritten === undefined || more.length > 0) return undefined;
  if (!LOCAL.test(local) || bytes(local) > MAX_LOCAL_BYTES) return undefined;
  if (!DOMAIN.test(domainAsWritten)) return undefined;
  const domain = domainToASCII(domainAsWritten);
  const labels = domain.split('.');
  // The last label of a name is never a number; an address of four numbers is no name.
  if (labels.length < 2 || !labels.every((one) => LABEL.test(one)) || /^\d+$/.test(labels.at(-1) ?? ''))
    return undefined;
  const email = `${local}@${domain}`;
  return bytes(email) > MAX_BYTES ? undefined : { email, key: keyOf(local, domain) };
}

function keyOf(local: string, domain: string): string {
  // A `+` in front is part of the name.
  const tag = local.indexOf('+', 1);
  const name = (tag === -1 ? local : local.slice(0, tag)).toLowerCase();
  return GMAIL.includes(domain) ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
}
