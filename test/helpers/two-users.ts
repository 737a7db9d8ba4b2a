import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '../../src/db/database';

const FILE = path.join(__dirname, '../../deploy/postgres-roles.sql');

export interface TwoUsers {
  /** The name of the user that uses the tables, for DATABASE_APP_ROLE. */
  appRole: string;
  /** URLs of a new, empty database. */
  owner: string;
  app: string;
}

/** A database with two users, made by the file that the compose file uses, under names of its own. */
export async function createTwoUsers(): Promise<TwoUsers> {
  const appRole = `two_${randomBytes(6).toString('hex')}`;
  const passwords: Record<string, string> = {
    owner_password: randomBytes(16).toString('hex'),
    password: randomBytes(16).toString('hex'),
  };
  const text = readFileSync(FILE, 'utf8')
    .replace(/^(--|\\getenv).*\n/gm, '')
    .replaceAll('bilheteria', appRole)
    .replace(/:'(\w+)'/g, (_all, name: string) => `'${passwords[name] ?? ''}'`);
  const admin = openDatabase({
    url: process.env['TEST_POSTGRES_URL'] as string,
    onError: () => undefined,
  });
  // Postgres creates a database only in a statement that is sent alone.
  for (const statement of text.split(';').filter((one) => one.trim() !== ''))
    await admin.query({ name: '', text: statement }, []);
  await admin.close();
  const urlOf = (user: string, password = '') => {
    const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
    return Object.assign(url, { username: user, password, pathname: appRole }).href;
  };
  return {
    appRole,
    owner: urlOf(`${appRole}_owner`, passwords['owner_password']),
    app: urlOf(appRole, passwords['password']),
  };
}
