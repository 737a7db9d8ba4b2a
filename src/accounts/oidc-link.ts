/**
 * An account elsewhere whose address is a buyer's isn't theirs for that: not every provider looks as closely as we do, and
 * an address may have had another owner. It becomes theirs once they have proved the address here. Until then it is kept
 * with the very code that was mailed for it, so that no other sign-in can take it along.
 */
import { insertChallenge, takeChallenge } from '../db/challenges';
import type { Database, Transaction } from '../db/database';
import { insertAccount, type OidcAccount } from '../db/oidc-identities';
import type { SessionName } from './sessions';

const PURPOSE = 'oidc link';

/** As long as the code, in seconds. */
const LIFE_SECONDS = 600;

/** Keeps an account for the buyer who proves the address of this sign-in, in this session. */
export const keepLink = (
  db: Database,
  { sessionId }: SessionName,
  signInId: string,
  { issuer, subject }: OidcAccount,
): Promise<void> =>
  insertChallenge(db, { purpose: PURPOSE, id: signInId, sessionId }, LIFE_SECONDS, { issuer, subject });

/** Gives the account that waits for this sign-in, if any does, to the buyer who has signed in. */
export async function linkProved(
  tx: Transaction,
  { sessionId }: SessionName,
  signInId: string,
  buyerId: string,
): Promise<void> {
  const account = await takeChallenge(tx, { purpose: PURPOSE, id: signInId, sessionId });
  if (account) await insertAccount(tx, buyerId, account as OidcAccount);
}
