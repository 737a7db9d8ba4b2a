import type { Transaction } from './database';
import { MigrationFailed } from './migration-errors';

/**
 * Gives a role what `serve`, `api`, `worker` and the other commands need: to read and change rows, and to call
 * functions, which everybody may. The record of migrations is read only. May be repeated.
 * @throws {MigrationFailed} if there is no such role, or if it is the one that migrates.
 */
export async function grantRights(tx: Transaction, appRole: string): Promise<void> {
  const [names] = await tx.query<{ role: string; schema: string; own: boolean }>(
    `SELECT quote_ident(rolname) AS role, quote_ident(current_schema()) AS schema, rolname = current_user AS own
     FROM pg_roles WHERE rolname = $1`,
    [appRole],
  );
  if (!names)
    throw new MigrationFailed(
      `Postgres has no role "${appRole}". Create it, or correct DATABASE_APP_ROLE: docs/deploying.md#two-database-users.`,
    );
  const { role, schema, own } = names;
  if (own)
    throw new MigrationFailed(
      'DATABASE_APP_ROLE must differ from the user of DATABASE_URL. The owner needs no grants.',
    );
  await tx.query(
    `GRANT USAGE ON SCHEMA ${schema} TO ${role};
     GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};
     GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};
     REVOKE INSERT, UPDATE, DELETE ON migration FROM ${role}`,
    [],
  );
}
