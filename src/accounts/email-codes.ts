import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { Batcher } from '../concurrency/batcher';
import type { Database } from '../db/database';
import { readSession } from '../db/buyer-sessions';
import {
  askEmailCodes,
  tryEmailCode,
  useEmailCode,
  type AskedCode,
  type CodeLimits,
  type NewCode,
  type TriedCode,
} from '../db/email-codes';
import type { EmailAddress } from '../domain/email-address';
import type { Language } from '../domain/money';
import { Refusal } from '../domain/refusal';
import { Unavailable } from '../domain/unavailable';
import type { Mail } from '../mail';
import { linkProved } from './oidc-link';
import type { SessionName } from './sessions';
import { signIn, type OnSignedIn, type SignedIn } from './sign-in';

const LIMITS: CodeLimits = {
  ...{ lifeSeconds: 600, resendSeconds: 60, perAddressHour: 5, perSessionHour: 10, wrongPerDay: 20 },
};

export interface EmailCodeDependencies {
  db: Database;
  secrets: readonly [string, ...string[]];
  /** Encrypts what a mail says and to whom it goes. */
  sealMail(mail: Pick<Mail, 'id' | 'to' | 'locale' | 'fields'>): Buffer;
  /** How long a mail that is queued now waits for others. */
  mailDelaySeconds(): Promise<number>;
  /** Where the buyer can type the code. */
  signInPage(signInId: string): string;
}

/** What the buyer learns, which is the same for every address. */
export interface CodeAsked {
  signInId: string;
  expiresAt: Date;
  resendAfterSeconds: number;
  /** How long the mail will wait for others, which the mail server takes first. */
  mailDelaySeconds: number;
}

/** Signing in with a code that is mailed: to ask for one, and to use it. */
export function createEmailCodes(deps: EmailCodeDependencies & { onSignedIn: OnSignedIn }) {
  const { db, secrets, onSignedIn, sealMail, signInPage } = deps;
  const asks = new Batcher<NewCode, AskedCode>({
    run: (codes) => askEmailCodes(db, codes, LIMITS),
    isOutage: (error) => error instanceof Unavailable,
  });
  /** The sign-in that used this code, for the browser that made it and lost the answer. */
  async function signedInBefore(
    { idempotencyKey: own, newSessionId }: TriedCode,
    idempotencyKey: string | undefined,
  ): Promise<SignedIn | undefined> {
    if (newSessionId === null || own === null || own !== idempotencyKey) return undefined;
    const made = await readSession(db, newSessionId);
    return made && { ...made, sessionId: newSessionId, givenBack: [] };
  }

  return {
    /**
     * Mails a code, unless one is on its way.
     * @throws {Refusal} `too_many_requests`.
     */
    async ask(session: SessionName, address: EmailAddress, locale: Language): Promise<CodeAsked> {
      const id = randomUUID();
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const hmac = hmacOf(id, code, secrets[0]);
      const mail = { id, to: address.email, locale };
      const fields = { code, link: signInPage(id), minutes: String(LIMITS.lifeSeconds / 60) };
      const asked = await asks.add({
        ...{ ...address, id, sessionId: session.sessionId, hmac },
        ...{ mail: sealMail({ ...mail, fields }), blockedMail: sealMail({ ...mail, fields: {} }) },
      });
      if (!asked.id || !asked.expiresAt)
        throw new Refusal({
          ...{ code: 'too_many_requests', of: 'codes' },
          retryAfterSeconds: asked.waitSeconds,
        });
      return {
        ...{ signInId: asked.id, expiresAt: asked.expiresAt, resendAfterSeconds: asked.waitSeconds },
        mailDelaySeconds: await deps.mailDelaySeconds(),
      };
    },

    /**
     * Signs in with a code.
     * @param idempotencyKey a browser that lost the answer gets it again with the same key.
     * @throws {Refusal} `sign_in_not_found`, `wrong_code`, `code_expired`, `session_ended`.
     */
    async use(
      session: SessionName,
      {
        signInId,
        code,
        idempotencyKey,
      }: { signInId: string; code: string; idempotencyKey?: string | undefined },
      device: string,
    ): Promise<SignedIn & { email: string }> {
      const tried = await tryEmailCode(db, signInId, session.sessionId, LIMITS.wrongPerDay);
      if (!tried) throw new Refusal({ code: 'sign_in_not_found' });
      const { hmac, attemptsLeft, email, key } = tried;
      const fits =
        hmac !== null && secrets.some((secret) => timingSafeEqual(hmacOf(signInId, code, secret), hmac));
      if (tried.used) {
        const before = fits ? await signedInBefore(tried, idempotencyKey) : undefined;
        if (before) return { ...before, email };
        throw new Refusal({
          code: tried.newSessionId === session.sessionId ? 'code_expired' : 'session_ended',
        });
      }
      if (hmac === null) throw new Refusal({ code: 'code_expired' });
      if (!fits) throw new Refusal({ code: 'wrong_code', attemptsLeft });
      const made = await db.transaction(async (tx) => {
        const signedIn = await signIn(tx, session, { email: { email, key } }, device);
        if (!(await useEmailCode(tx, signInId, signedIn.sessionId, idempotencyKey)))
          throw new Refusal({ code: 'code_expired' });
        await linkProved(tx, session, signInId, signedIn.buyerId);
        return { ...signedIn, email };
      });
      onSignedIn(session, made);
      return made;
    },
  };
}

/** The id is part of it, so that no code fits another sign-in. */
const hmacOf = (id: string, code: string, secret: string) =>
  createHmac('sha256', secret).update(`e-mail code ${id} ${code}`).digest();
