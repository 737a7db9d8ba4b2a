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
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** Gives a buyer a passkey, as if the buyer had added it. */
export async function softPasskey(db: Database, buyerId: string, counter = 0) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(16).toString('base64url');
  // COSE: an EC2 key for ES256 on P-256.
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
  const text = `INSERT INTO passkey (id, buyer_id, public_key, counter, transports, name)
    VALUES ($1, $2, $3, $4, '{}', 'Soft')`;
  await db.query({ name: 'soft_passkey', text }, [id, buyerId, cose, counter]);
  return {
    id,
    answer({ challenge, origin, ...more }: SoftAnswer) {
      const { rpId = 'localhost', counter: at = 0, verified = true, type = 'webauthn.get' } = more;
      const clientData = Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
      const count = Buffer.alloc(4);
      count.writeUInt32BE(at);
      const flags = USER_PRESENT | (verified ? USER_VERIFIED : 0);
      const data = Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
      const signature = sign('sha256', Buffer.concat([data, sha256(clientData)]), privateKey);
      return {
        ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
        response: {
          clientDataJSON: clientData.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: Buffer.from(more.userHandle ?? buyerId).toString('base64url'),
        },
      };
    },
  };
}
