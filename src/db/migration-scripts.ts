import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Transaction } from './database';
import { IncompatibleDatabase } from './migration-errors';

/** A file of SQL, named as it is recorded: `schema/0001_tables.sql`. */
export interface Script {
  name: string;
  text: string;
}

export interface Scripts {
  /** Run once each, in order. */
  schema: Script[];
  /** Views, then functions; applied again when their text changes. */
  replaceable: Script[];
}

/** What has to be done to a database. */
export interface Plan {
  /** Numbered files that haven't run. */
  due: Script[];
  /** Views and functions to apply, and the text that each one had before. */
  changed: (Script & { before: string | undefined })[];
  /** Names of recorded views and functions that have no file any more. */
  gone: string[];
}

export async function readScripts(): Promise<Scripts> {
  const [schema, views, functions] = await Promise.all(['schema', 'views', 'functions'].map(readFolder));
  return { schema: schema ?? [], replaceable: [...(views ?? []), ...(functions ?? [])] };
}

async function readFolder(folder: string): Promise<Script[]> {
  const files = (await readdir(path.join(__dirname, folder))).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: `${folder}/${file}`,
      text: await readFile(path.join(__dirname, folder, file), 'utf8'),
    })),
  );
}

/**
 * Compares the database with the files. It only reads.
 * @returns undefined if a newer version has migrated the database.
 * @throws {IncompatibleDatabase} if the database was made before `schema/` existed.
 */
export async function planMigration(
  tx: Transaction,
  { schema, replaceable }: Scripts,
): Promise<Plan | undefined> {
  const recorded = await readRecorded(tx);
  const files = new Set([...schema, ...replaceable].map(({ name }) => name));
  const gone = [...recorded.keys()].filter((name) => !files.has(name));
  if (gone.some((name) => name.startsWith('schema/'))) return undefined;
  const there = await readObjects(tx);
  return {
    due: schema.filter(({ name }) => !recorded.has(name)),
    changed: replaceable
      .map((script) => ({ ...script, before: recorded.get(script.name) }))
      .filter(({ name, text, before }) => before !== text || !there.has(objectOf(name))),
    gone,
  };
}

/** The text of each file as it ran last, by name; functions first. */
async function readRecorded(tx: Transaction): Promise<Map<string, string>> {
  const [found] = await tx.query<{ there: boolean }>(
    `SELECT to_regclass('migration') IS NOT NULL AS there`,
    [],
  );
  if (!found?.there) return new Map();
  // An early version's table has no `script`.
  const rows = await tx.query<{ name: string; script: string }>('SELECT * FROM migration ORDER BY name', []);
  const early = rows.find(({ name }) => !name.includes('/'));
  if (early) throw new IncompatibleDatabase(early.name);
  return new Map(rows.map(({ name, script }) => [name, script]));
}

/** The names of the views and functions that are there. */
async function readObjects(tx: Transaction): Promise<Set<string>> {
  const rows = await tx.query<{ name: string }>(
    `SELECT viewname AS name FROM pg_views WHERE schemaname = current_schema()
     UNION ALL SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
     WHERE nspname = current_schema()`,
    [],
  );
  return new Set(rows.map(({ name }) => name));
}

/** The view or function that a file creates. */
export const objectOf = (name: string) => path.basename(name, '.sql');
