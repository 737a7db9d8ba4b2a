import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** The first one seals, and all open. */
type Secrets = readonly [string, ...string[]];

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Derived once for each secret. */
const keys = new Map<string, Buffer>();

function keyOf(secret: string): Buffer {
  const key = keys.get(secret) ?? Buffer.from(hkdfSync('sha256', secret, '', 'bilheteria mail', 32));
  keys.set(secret, key);
  return key;
}

/** Encrypts what only this program may read. @param id is bound to it: sealed for another one, it can't be opened. */
export function seal(value: unknown, id: string, secrets: Secrets): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(secrets[0]), iv).setAAD(Buffer.from(id));
  const text = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]);
}

/** @returns undefined if none of the secrets has sealed it, for this id. */
export function open(sealed: Buffer, id: string, secrets: Secrets): unknown {
  for (const secret of secrets) {
    const decipher = createDecipheriv(ALGORITHM, keyOf(secret), sealed.subarray(0, IV_BYTES))
      .setAAD(Buffer.from(id))
      .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const text = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      return JSON.parse(text.toString()) as unknown;
    } catch {
      // Another secret may have sealed it.
    }
  }
  return undefined;
}
