/** Signed cookies, of which a browser may send several for one purpose. */
import { createHmac } from 'node:crypto';
import type { Request } from 'express';
import { verified, type Secrets } from './signing';

/** A browser takes such a cookie over TLS only, for this host only, and lets no parent domain replace it. */
const HOST_PREFIX = '__Host-';

/** The cookies as the client sent them, in its order. */
function cookiesOf(request: Request): { name: string; value: string }[] {
  return (request.get('cookie') ?? '').split(';').map((part) => {
    const [name = '', ...value] = part.trim().split('=');
    return { name, value: value.join('=') };
  });
}

/**
 * The cookies that can be ours by their name: plain, with the prefix, or with the id of a key (see {@link nameToSet}).
 * @param prefixed for a cookie of the whole host: behind TLS only those with the prefix count, since any other may come
 *   from another host of the same domain, and with it a stranger's session.
 */
function candidates(request: Request, name: string, prefixed: boolean) {
  const prefix = prefixed && request.secure ? HOST_PREFIX : `(?:${HOST_PREFIX})?`;
  const pattern = new RegExp(`^${prefix}${name}(?:_[0-9a-f]{8})?$`);
  return cookiesOf(request).filter((one) => pattern.test(one.name));
}

/**
 * What `read` makes of the first cookie that it accepts. A stale cookie of a parent domain, or one of another program on
 * this host, must not hide the valid one.
 */
export function readCookie<T>(
  request: Request,
  name: string,
  read: (value: string) => T | undefined,
  prefixed = false,
): T | undefined {
  for (const { value } of candidates(request, name, prefixed)) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The name for a new cookie of this purpose. Cookies belong to a host whatever the port, so another program there may
 * use the plain name already. Its cookie is left alone, and ours is named after our key.
 * @param prefixed for a cookie of the whole host, which may have the prefix behind TLS.
 */
export function nameToSet(request: Request, name: string, secrets: Secrets, prefixed = false): string {
  const plain = prefixed && request.secure ? HOST_PREFIX + name : name;
  const foreign = cookiesOf(request).some(
    (one) => one.name === plain && verified(one.value, secrets) === undefined,
  );
  return foreign ? `${plain}_${keyId(secrets)}` : plain;
}

/** The names under which the client sent cookies that we signed. */
export const ownNames = (request: Request, name: string, secrets: Secrets, prefixed = false): string[] =>
  candidates(request, name, prefixed)
    .filter(({ value }) => verified(value, secrets) !== undefined)
    .map((one) => one.name);

/** Tells programs apart and reveals nothing of the secret. */
const keyId = ([secret]: Secrets) =>
  createHmac('sha256', secret).update('name of a cookie').digest('hex').slice(0, 8);
