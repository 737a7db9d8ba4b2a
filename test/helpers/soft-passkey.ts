/** A passkey in the test's hands, which can also answer as no browser would. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { Database } from '../../src/db/database';

export interface SoftAnswer {
  challenge: string;
  origin: string;
  rpId?: string;
  counter?: number;
  verified?: boolean;
  type?: string;
  userHandle?: string;
}

const USER_PRESENT = 1;
const USER_VERIFIED = 4;
const HAS_KEY = 64;
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (data: Buffer) => data.toString('base64url');

const clientData = ({ challenge, origin }: SoftAnswer, type: string) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

function authenticatorData({ rpId = 'localhost', counter = 0 }: SoftAnswer, flags: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
}

/** A device's passkey, before anybody knows of it. */
export function softKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const rawId = randomBytes(16);
  const id = base64url(rawId);
  // COSE: an EC2 key for ES256 on P-256.
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
  const credential = { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
  return {
    ...{ id, cose },
    /** What a browser sends to add it. */
    register(asked: SoftAnswer) {
      const length = Buffer.from([0, rawId.length]);
      const data = Buffer.concat([
        ...[authenticatorData(asked, USER_PRESENT | USER_VERIFIED | HAS_KEY), Buffer.alloc(16), length],
        ...[rawId, cose],
      ]);
      // CBOR: { fmt: 'none', attStmt: {}, authData }.
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.from([data.length]),
        data,
      ]);
      return {
        ...credential,
        response: {
          clientDataJSON: base64url(clientData(asked, 'webauthn.create')),
          attestationObject: base64url(attestation),
        },
      };
    },
    /** What a browser sends to sign in with it. */
    answer(asked: SoftAnswer & { userHandle: string }) {
      const { verified = true, type = 'webauthn.get', userHandle } = asked;
      const client = clientData(asked, type);
      const data = authenticatorData(asked, USER_PRESENT | (verified ? USER_VERIFIED : 0));
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
      return {
        ...credential,
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(data),
          signature: base64url(signature),
          userHandle: base64url(Buffer.from(userHandle)),
        },
      };
    },
  };
}

/** Gives a buyer a passkey, as if the buyer had added it. */
export async function softPasskey(db: Database, buyerId: string, counter = 0) {
  const { id, cose, answer } = softKey();
  const text = `INSERT INTO passkey (id, buyer_id, public_key, counter, transports, name)
    VALUES ($1, $2, $3, $4, '{}', 'Soft')`;
  await db.query({ name: 'soft_passkey', text }, [id, buyerId, cose, counter]);
  return { id, answer: (asked: SoftAnswer) => answer({ userHandle: buyerId, ...asked }) };
}
