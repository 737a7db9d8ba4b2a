import { Unavailable } from '../domain/unavailable';
import { MigrationFailed } from './migration-errors';

/**
 * SQLSTATE classes of failures that may pass, so trying again makes sense: connection, login, database, resources
 * (disk, memory, connections), operator intervention, system error; also a read-only server, as after a failover.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const OUTAGE = /^(08|28|3D|53|57|58|25006|40001|40P01|55P03)/;

/** @returns an {@link Unavailable} for a failure that says nothing about the statement; any other error as it is. */
export function asOutage(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MigrationFailed) return error;
  const code = (error as { code?: unknown }).code;
  const isSqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  // What has no SQLSTATE never came from the server: sockets, timeouts, a terminated connection.
  if (isSqlState ? OUTAGE.test(code) : isConnectionError(error, code))
    return new Unavailable('postgres', error);
  return error;
}

function isConnectionError(error: Error, code: unknown): boolean {
  if (typeof code === 'string' && (/^E[A-Z]+/.test(code) || CERTIFICATE.test(code))) return true;
  return /connection|timeout|terminated|SASL|Client (has encountered|was closed)/i.test(error.message);
}

/** Node's codes of a certificate that can't be trusted. */
const CERTIFICATE = /CERT|UNABLE_TO_(GET|VERIFY)/;

/**
 * Why Postgres refuses us for as long as nobody changes something, and what to change.
 * @returns undefined if waiting may help.
 */
export function postgresMistake(error: unknown): string | undefined {
  const { code = '', message } = (error instanceof Unavailable ? error.cause : error) as Error & {
    code?: string;
  };
  // A pooler has one SQLSTATE for everything, but passes on what Postgres says.
  if (/^28/.test(code) || /SASL|password authentication failed/.test(message))
    return `Postgres refuses the login: ${message}. Check the user, the password and sslmode in DATABASE_URL.`;
  if (code === '3D000' || /no such database|database .* does not exist/.test(message))
    return `Postgres has no such database: ${message}. Create it, or correct DATABASE_URL.`;
  if (/does not support SSL/.test(message))
    return 'Postgres has no SSL, but DATABASE_URL asks for it. Turn it on there, or remove sslmode from DATABASE_URL.';
  if (CERTIFICATE.test(code))
    return `The certificate of Postgres can't be verified: ${message}. Set sslrootcert in DATABASE_URL to the file of its authority.`;
  if (code === 'ENOENT' || code === 'EACCES')
    return `A file that DATABASE_URL names can't be read: ${message}.`;
  if (code === '42501')
    return `The database user has too few rights: ${message}. Run bilheteria migrate with DATABASE_APP_ROLE: docs/deploying.md#two-database-users.`;
  if (/startup parameter/.test(message))
    return `The pooler refuses a start-up option: ${message}. docs/deploying.md#poolers says how to configure it.`;
  return undefined;
}
