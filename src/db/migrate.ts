import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from './database';

const FOLDER = path.join(__dirname, 'migrations');

/** Any number, the same in every process: only one migrates at a time. */
const LOCK = 7_264_891;

/**
 * Brings the schema up to date: every numbered file that hasn't run yet, in order, in one
 * transaction. Safe for any number of processes at once.
 * @returns the names of those that ran now.
 */
export async function migrate(db: Database): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await tx.query(
      'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())',
      [],
    );
    const done = new Set(
      (await tx.query<{ name: string }>('SELECT name FROM migration', [])).map((row) => row.name),
    );
    const ran: string[] = [];
    for (const name of files.filter((file) => !done.has(file))) {
      await tx.query(await readFile(path.join(FOLDER, name), 'utf8'), []);
      await tx.query('INSERT INTO migration (name) VALUES ($1)', [name]);
      ran.push(name);
    }
    return ran;
  });
}
