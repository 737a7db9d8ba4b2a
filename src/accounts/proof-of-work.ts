/**
 * Work that a stranger's browser does before it is served, by ALTCHA's protocol (https://altcha.org): it makes a crowd of
 * programs dear, and stops nobody. Only where it can't delay a buyer: asking for codes, and entering a draw.
 */
import { createHmac, randomInt } from 'node:crypto';
import { z } from 'zod';
import { insertChallengeOnce } from '../db/challenges';
import type { Database } from '../db/database';
import { Refusal } from '../domain/refusal';
import type { SessionName } from './sessions';

const ALGORITHM = 'PBKDF2/SHA-256';

/** How many keys a browser derives, until one fits. The server chooses, so no browser is unlucky for long. */
const TRIES = { least: 150, most: 250 };

/** How long a solution may take to come, in seconds. */
const LIFE_SECONDS = 600;

const parameters = z.looseObject({
  ...{ algorithm: z.literal(ALGORITHM), nonce: z.string(), salt: z.string(), cost: z.int() },
  ...{ keyLength: z.literal(32), keyPrefix: z.string(), expiresAt: z.int() },
  data: z.object({ purpose: z.string(), session: z.string() }),
});
const payload = z.object({
  challenge: z.object({ parameters, signature: z.string() }),
  solution: z.object({ counter: z.int(), derivedKey: z.string() }),
});

/** What the work is for: a code, or an entry to the draw of an event. */
export type Purpose = 'code' | `draw ${string}`;

export type ProofOfWork = ReturnType<typeof createProofOfWork>;

/** @param cost the iterations of each key: how long a browser works for one of its tries. */
export function createProofOfWork(db: Database, secrets: readonly [string, ...string[]], cost: number) {
  const secretsOf = (secret: string) => ({
    hmacSignatureSecret: derived(secret, 'challenge'),
    hmacKeySignatureSecret: derived(secret, 'key'),
  });
  const challenge = async (purpose: Purpose, session: string) => {
    const { createChallenge, deriveKey } = await altcha();
    return createChallenge({
      ...{ algorithm: ALGORITHM, cost, deriveKey, counter: randomInt(TRIES.least, TRIES.most) },
      ...{ expiresAt: new Date(Date.now() + LIFE_SECONDS * 1_000), data: { purpose, session } },
      ...secretsOf(secrets[0]),
    });
  };
  /** Whether this session did this work, and it counts for the first time. */
  async function isProof(text: string, purpose: Purpose, { sessionId }: SessionName): Promise<boolean> {
    const given = read(text);
    if (!given) return false;
    const { data, nonce, cost: done } = given.challenge.parameters;
    if (data.purpose !== purpose || data.session !== sessionId || done < cost) return false;
    const { verifySolution, deriveKey } = await altcha();
    for (const secret of secrets) {
      const { verified } = await verifySolution({ ...given, deriveKey, ...secretsOf(secret) });
      if (verified) return insertChallengeOnce(db, { purpose: 'proof', id: nonce, sessionId }, LIFE_SECONDS);
    }
    return false;
  }
  return {
    /**
     * Lets a known buyer pass, and an anonymous one who did the work.
     * @param text what the browser sent in the header `Altcha`.
     * @throws {Refusal} `proof_required` with a challenge.
     */
    async require(text: string | undefined, purpose: Purpose, session: SessionName): Promise<void> {
      if (session.known || (text !== undefined && (await isProof(text, purpose, session)))) return;
      throw new Refusal({ code: 'proof_required', challenge: await challenge(purpose, session.sessionId) });
    },
  };
}

/** Loaded by those who use it; it is an ES module. */
async function altcha() {
  const [{ createChallenge, verifySolution }, { deriveKey }] = await Promise.all([
    import('altcha-lib'),
    import('altcha-lib/algorithms/pbkdf2'),
  ]);
  return { createChallenge, verifySolution, deriveKey };
}

const derived = (secret: string, what: string) =>
  createHmac('sha256', secret).update(`proof of work: ${what}`).digest('hex');

/** @returns undefined for what no browser of ours sends. */
function read(text: string) {
  try {
    return payload.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  } catch {
    return undefined;
  }
}
