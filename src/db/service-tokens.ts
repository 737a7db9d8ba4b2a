import type { Role, ServiceRole } from '../domain/roles';
import type { Database, Transaction } from './database';

/** A service's token, without the token itself. */
export interface ServiceToken {
  id: string;
  name: string;
  role: ServiceRole;
  /** Null for all. */
  events: string[] | null;
  createdAt: Date;
  createdBy: string;
  /** To the minute. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

const COLUMNS = `id, name, role, events, created_at AS "createdAt", created_by AS "createdBy",
  last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

/** All of them, the newest first, also those that were revoked. */
export const listServiceTokens = (db: Database): Promise<ServiceToken[]> => {
  const text = `SELECT ${COLUMNS} FROM service_token ORDER BY created_at DESC, id`;
  return db.query<ServiceToken>({ name: 'service_tokens', text }, []);
};

export async function insertServiceToken(
  tx: Transaction,
  token: Pick<ServiceToken, 'id' | 'name' | 'role' | 'events'> & { hash: Buffer; who: string },
): Promise<void> {
  const text = `INSERT INTO service_token (id, name, role, events, token_hash, created_by)
    VALUES ($1, $2, $3, $4, $5, $6)`;
  await tx.query(text, [token.id, token.name, token.role, token.events, token.hash, token.who]);
}

/** @returns the token, and whether it is revoked only now; undefined if there is none. */
export async function revokeServiceToken(
  tx: Transaction,
  id: string,
): Promise<{ name: string; now: boolean } | undefined> {
  const text = `UPDATE service_token t SET revoked_at = coalesce(t.revoked_at, now())
    FROM (SELECT id, revoked_at FROM service_token WHERE id = $1 FOR UPDATE) before
    WHERE t.id = before.id RETURNING t.name, before.revoked_at IS NULL AS now`;
  return (await tx.query<{ name: string; now: boolean }>(text, [id]))[0];
}

/** Finds a token that wasn't revoked by its hash, and notes once a minute that it is in use. */
export async function useServiceToken(
  db: Database,
  hash: Buffer,
): Promise<{ name: string; role: Role; events: string[] | null } | undefined> {
  const text = `WITH found AS (
      SELECT id, name, role, events, last_used_at FROM service_token WHERE token_hash = $1 AND revoked_at IS NULL),
    used AS (
      UPDATE service_token SET last_used_at = now() WHERE id = (
        SELECT id FROM found WHERE last_used_at IS NULL OR last_used_at < now() - interval '1 minute'))
    SELECT name, role, events FROM found`;
  return (
    await db.query<{ name: string; role: Role; events: string[] | null }>(
      { name: 'use_service_token', text },
      [hash],
    )
  )[0];
}
