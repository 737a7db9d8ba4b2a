import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database, Transaction } from './database';

/** Any number, the same in every process: only one migrates at a time. */
const LOCK = 7_264_891;

/** The tables were made before `schema/` existed, so the database can't be brought up to date. */
export class IncompatibleDatabase extends Error {
  override readonly name = 'IncompatibleDatabase';

  constructor(migration: string) {
    super(
      `This database was made by an early version of Bilheteria (it records "${migration}") and can't be ` +
        'updated. Use an empty database. If Bilheteria runs its own Postgres, delete its data folder.',
    );
  }
}

/** A file of SQL, named as it is recorded: `schema/0001_tables.sql`. */
interface Script {
  name: string;
  text: string;
}

/**
 * Brings the database up to date in one transaction: runs each numbered file of `schema/` once, applies each
 * view and function whose text has changed or that is missing, and drops those that have no file any more.
 * Safe for any number of processes at once.
 *
 * The version before may go on working on the same database, so:
 * - A view only gains columns, at its end. To take one away, a numbered file drops the view with CASCADE; the
 *   view and the functions that return its rows are then created again.
 * - A function whose parameters or result change is dropped first. If the version before calls it, give the
 *   new one another name and delete the old file one version later.
 * - A database that records a numbered file which this program lacks was migrated by a newer version, and is
 *   left alone. So a release that changes functions adds a numbered file, even if it is only a comment.
 *
 * @returns the names of the files that ran.
 * @throws {IncompatibleDatabase} if the database was made before `schema/` existed.
 */
export async function migrate(db: Database): Promise<string[]> {
  const schema = await readScripts('schema');
  const replaceable = [...(await readScripts('views')), ...(await readScripts('functions'))];
  return db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const recorded = await readRecorded(tx);
    const isKnown = (name: string) => schema.some((script) => script.name === name);
    if ([...recorded.keys()].some((name) => name.startsWith('schema/') && !isKnown(name))) return [];

    const due = schema.filter(({ name }) => !recorded.has(name));
    for (const script of due) await run(tx, script);
    const changed = await findChanged(tx, replaceable, recorded);
    // A function may be created before another that it calls.
    if (changed.length > 0) await tx.query('SET LOCAL check_function_bodies = off', []);
    for (const script of changed) {
      const before = recorded.get(script.name);
      if (before !== undefined && headOf(before) !== headOf(script.text)) await drop(tx, script.name);
      await run(tx, script);
    }
    const kept = new Set([...schema, ...replaceable].map(({ name }) => name));
    for (const name of [...recorded.keys()].filter((one) => !kept.has(one))) {
      await drop(tx, name);
      await tx.query('DELETE FROM migration WHERE name = $1', [name]);
    }
    return [...due, ...changed].map(({ name }) => name);
  });
}

async function readScripts(folder: string): Promise<Script[]> {
  const files = (await readdir(path.join(__dirname, folder))).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: `${folder}/${file}`,
      text: await readFile(path.join(__dirname, folder, file), 'utf8'),
    })),
  );
}

/** The text of each file as it ran last, by name; functions first. */
async function readRecorded(tx: Transaction): Promise<Map<string, string>> {
  await tx.query(
    `CREATE TABLE IF NOT EXISTS migration (
       name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now(), script text NOT NULL)`,
    [],
  );
  // An early version's table has no `script`.
  const rows = await tx.query<{ name: string; script: string }>('SELECT * FROM migration ORDER BY name', []);
  const early = rows.find(({ name }) => !name.includes('/'));
  if (early) throw new IncompatibleDatabase(early.name);
  return new Map(rows.map(({ name, script }) => [name, script]));
}

async function findChanged(
  tx: Transaction,
  scripts: Script[],
  recorded: Map<string, string>,
): Promise<Script[]> {
  const rows = await tx.query<{ name: string }>(
    `SELECT viewname AS name FROM pg_views WHERE schemaname = current_schema()
     UNION ALL SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
     WHERE nspname = current_schema()`,
    [],
  );
  const there = new Set(rows.map(({ name }) => name));
  return scripts.filter(({ name, text }) => recorded.get(name) !== text || !there.has(objectOf(name)));
}

async function run(tx: Transaction, { name, text }: Script): Promise<void> {
  await tx.query(text, []);
  await tx.query(
    `INSERT INTO migration (name, script) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET ran_at = now(), script = $2`,
    [name, text],
  );
}

/** The view or function that a file creates. */
const objectOf = (name: string) => path.basename(name, '.sql');

async function drop(tx: Transaction, name: string): Promise<void> {
  const kind = name.startsWith('views/') ? 'VIEW' : 'FUNCTION';
  await tx.query(`DROP ${kind} IF EXISTS ${objectOf(name)}`, []);
}

/** A function's parameters and result; nothing of a view, which Postgres replaces in place. */
const headOf = (text: string) =>
  text.slice(text.indexOf('CREATE OR REPLACE FUNCTION'), text.indexOf('AS $$'));
