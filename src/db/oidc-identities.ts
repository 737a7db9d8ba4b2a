import type { Transaction } from './database';

/** An account with a provider: who it is for is known by the two together, and by nothing else. */
export interface OidcAccount {
  issuer: string;
  subject: string;
}

/** The buyer of an account elsewhere. @returns undefined if it is nobody's, null if its buyer was erased. */
export async function findBuyerByAccount(
  tx: Transaction,
  { issuer, subject }: OidcAccount,
): Promise<string | null | undefined> {
  const text = `SELECT CASE WHEN erased_at IS NULL THEN buyer_id END AS id
    FROM oidc_identity JOIN buyer ON buyer.id = buyer_id WHERE issuer = $1 AND subject = $2`;
  return (await tx.query<{ id: string | null }>(text, [issuer, subject]))[0]?.id;
}

/** Gives a buyer an account elsewhere. @returns false if it is somebody's already. */
export async function insertAccount(
  tx: Transaction,
  buyerId: string,
  { issuer, subject }: OidcAccount,
): Promise<boolean> {
  const text = `INSERT INTO oidc_identity (issuer, subject, buyer_id) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING RETURNING buyer_id`;
  return (await tx.query(text, [issuer, subject, buyerId])).length > 0;
}
