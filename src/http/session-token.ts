import { signed, verified, type Secrets } from './signing';
import { timedUuid, timeOf } from '../domain/timed-uuid';
import { isUuid } from './validate';

/** Who a token is for. It proves itself by its signature, so reading it asks nobody. */
export interface Session {
  buyerId: string;
  /** What ends it. An anonymous buyer has one session, under the buyer's own id. */
  sessionId: string;
  /** Whether the buyer has signed in. */
  known: boolean;
  token: string;
  /** When the buyer signed in, and when the token was written, in Unix milliseconds; of known buyers only. */
  signedInAt?: number;
  issuedAt?: number;
}

const DAY_MS = 86_400_000;

/** A session that isn't used ends after this time, and every session in the end; in milliseconds. */
export const IDLE_MS = 30 * DAY_MS;
export const LONGEST_MS = 180 * DAY_MS;

/** How long an anonymous session lasts, in milliseconds. Longer than from the announcement of any event to its sale. */
export const ANONYMOUS_MS = 400 * DAY_MS;

/**
 * The API goes on for so long where a page would begin anew, in milliseconds. A buyer whose page is open when a sale
 * begins isn't asked to sign in during it.
 */
export const GRACE_MS = DAY_MS;

/** An older token is written anew when it is used, in milliseconds. */
export const RENEW_MS = DAY_MS;

/**
 * A token for a new anonymous buyer. Nothing is stored: the buyer's id says when the session began.
 * @param at in Unix milliseconds.
 */
export function newSession(secrets: Secrets, at = Date.now()): Session {
  const buyerId = timedUuid(at);
  return { buyerId, sessionId: buyerId, known: false, token: signed(buyerId, secrets) };
}

/** A token for a known buyer's session. */
export function knownSession(
  { buyerId, sessionId, signedInAt }: { buyerId: string; sessionId: string; signedInAt: number },
  secrets: Secrets,
  issuedAt = Date.now(),
): Session {
  const text = [buyerId, sessionId, signedInAt.toString(36), issuedAt.toString(36)].join('.');
  return { buyerId, sessionId, known: true, token: signed(text, secrets), signedInAt, issuedAt };
}

/**
 * The session of a token.
 * @param graceMs for how much longer than usual it is valid, in milliseconds.
 * @returns undefined if we didn't sign it, or if it is too old.
 */
export function readToken(token: string, secrets: Secrets, graceMs = GRACE_MS): Session | undefined {
  const text = verified(token, secrets);
  if (text === undefined) return undefined;
  const [buyerId = '', sessionId, ...times] = text.split('.');
  if (!isUuid(buyerId)) return undefined;
  if (sessionId === undefined) {
    const session = { buyerId, sessionId: buyerId, known: false, token };
    return isYoungEnough(session, graceMs) ? session : undefined;
  }
  const [signedInAt = NaN, issuedAt = NaN] = times.map((time) => parseInt(time, 36));
  const session = { buyerId, sessionId, known: true, token, signedInAt, issuedAt };
  return isYoungEnough(session, graceMs) ? session : undefined;
}

/**
 * Whether a session is neither too long unused nor too old. An anonymous one of an id without a time always is.
 * @param graceMs for how much longer than usual it is valid, in milliseconds.
 */
export function isYoungEnough(
  { known, buyerId, signedInAt = NaN, issuedAt = NaN }: Session,
  graceMs: number,
): boolean {
  const now = Date.now() - graceMs;
  return known
    ? now < signedInAt + LONGEST_MS && now < issuedAt + IDLE_MS
    : now < (timeOf(buyerId) ?? now) + ANONYMOUS_MS;
}
