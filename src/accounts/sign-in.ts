import { randomUUID } from 'node:crypto';
import { endSession, insertSession } from '../db/buyer-sessions';
import { findBuyerByEmail, insertBuyer, lockBuyer } from '../db/buyers';
import type { Transaction } from '../db/database';
import { mergeBuyers } from '../db/merge-buyers';
import type { EmailAddress } from '../domain/email-address';
import { Refusal } from '../domain/refusal';
import type { SessionName } from './sessions';

/** Whom somebody has proved to be. */
export type Identity = { email: EmailAddress } | { buyerId: string };

/** The session that a sign-in makes. */
export interface SignedIn {
  buyerId: string;
  sessionId: string;
  /** In Unix milliseconds. */
  signedInAt: number;
  /** Pre-orders that were given back, because both buyers had them; their workflows are to be signalled. */
  givenBack: string[];
}

/** What follows once a sign-in has been recorded: this process knows at once, and workflows learn what was given back. */
export type OnSignedIn = (asking: SessionName, made: SignedIn) => void;

/**
 * Signs somebody in: the one transaction that all ways of signing in share. The session that asked ends, whatever its
 * token, so that nobody who knew it shares what follows.
 * @param device browser and system, in words.
 * @throws {Refusal} `session_ended` if another sign-in of the same session came first, or the buyer was erased.
 */
export async function signIn(
  tx: Transaction,
  asking: SessionName,
  identity: Identity,
  device: string,
): Promise<SignedIn> {
  if (!(await endSession(tx, asking))) throw new Refusal({ code: 'session_ended' });
  const buyerId = await buyerOf(tx, asking, identity);
  const merges = !asking.known && buyerId !== asking.buyerId;
  const givenBack = merges ? await mergeBuyers(tx, asking.buyerId, buyerId) : [];
  const sessionId = randomUUID();
  const at = await insertSession(tx, { sessionId, buyerId, device });
  return { buyerId, sessionId, signedInAt: at.getTime(), givenBack };
}

/** The buyer of an identity. Somebody new stays the anonymous buyer that they were, and is a known one from here on. */
async function buyerOf(tx: Transaction, asking: SessionName, identity: Identity): Promise<string> {
  if ('buyerId' in identity) {
    // An anonymous buyer who becomes a known one has no row yet; if they were erased, their session has ended above.
    const hasRow = asking.known || identity.buyerId !== asking.buyerId;
    if (hasRow && !(await lockBuyer(tx, identity.buyerId))) throw new Refusal({ code: 'session_ended' });
    return identity.buyerId;
  }
  const { email } = identity;
  const known = await findBuyerByEmail(tx, email.key);
  if (known !== undefined) return known;
  // A known buyer who proves another address is another person at the same browser.
  const id = asking.known ? randomUUID() : asking.buyerId;
  if (await insertBuyer(tx, id, email)) return id;
  // Somebody with the same address was faster, and has committed.
  return (await findBuyerByEmail(tx, email.key)) as string;
}
