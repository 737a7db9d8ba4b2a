import { Unavailable } from '../domain/unavailable';

/** The database can't be brought up to date until somebody changes something. The message says what. */
export class MigrationFailed extends Error {
  override readonly name: string = 'MigrationFailed';
}

/** The tables were made before `schema/` existed, so the database can't be brought up to date. */
export class IncompatibleDatabase extends MigrationFailed {
  override readonly name = 'IncompatibleDatabase';

  constructor(migration: string) {
    super(
      `This database was made by an early version of Bilheteria (it records "${migration}") and can't be ` +
        'updated. Use an empty database. If Bilheteria runs its own Postgres, delete its data folder.',
    );
  }
}

/** The database isn't up to date, but may soon be: another process is about to change it or holds a lock. */
export class NotMigrated extends Error {
  override readonly name = 'NotMigrated';
}

/**
 * What a failure means for a migration, where the same code means something else for other statements.
 * @param script the file that was running.
 * @param limitMs how long a statement might take, in milliseconds.
 */
export function asMigrationError(error: unknown, script: string | undefined, limitMs: number): unknown {
  if (!script || error instanceof MigrationFailed) return error;
  const cause = error instanceof Unavailable ? error.cause : error;
  const { code = '', message } = cause as Error & { code?: string };
  if (code === '42501') return new NotMigrated(behind(script, message), { cause });
  if (code === '55P03')
    return new NotMigrated(
      `The migration ${script} needs a lock that another transaction holds. ` +
        'It tries again; if it never gets the lock, end that transaction (pg_stat_activity lists it).',
      { cause },
    );
  if (/statement timeout|Query read timeout/.test(message))
    return new MigrationFailed(
      `The migration ${script} took longer than ${limitMs / 1_000} seconds and was undone.`,
      { cause },
    );
  if (error instanceof Unavailable || !/^[0-9A-Z]{5}$/.test(code)) return error;
  return new MigrationFailed(`The migration ${script} failed and was undone: ${message} (${code}).`, {
    cause,
  });
}

const behind = (script: string, message: string) =>
  `The database needs ${script}, which its user may not apply (${message}). Run bilheteria migrate as the owner ` +
  'of the database: docs/deploying.md#two-database-users.';
