import type { Database, Transaction } from './database';
import { grantRights } from './grant-rights';
import { asMigrationError } from './migration-errors';
import { objectOf, planMigration, readScripts, type Plan, type Script } from './migration-scripts';

/** Any number, the same in every process: only one migrates at a time. */
const LOCK = 7_264_891;

export interface MigrateOptions {
  /** A role that gets the rights to use the tables, but not to change them. */
  appRole?: string | undefined;
  /** How long a statement may take, in milliseconds: it may rewrite a large table. */
  statementMs?: number;
  /** How long a statement waits for a table, in milliseconds. Meanwhile the buyers' statements queue behind it. */
  lockMs?: number;
}

/**
 * Brings the database up to date in one transaction: runs each numbered file of `schema/` once, applies each
 * view and function whose text has changed or that is missing, and drops those that have no file any more.
 * Safe for any number of processes at once. Where nothing is to be done it only reads, so the user needs no
 * right to change tables.
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
 * @throws {MigrationFailed} if somebody has to change something first.
 * @throws {NotMigrated} if the user may not change tables, or if another transaction holds a lock. Trying again helps
 * once the owner has migrated, or the other transaction has ended.
 */
export async function migrate(
  db: Database,
  { appRole, statementMs = 600_000, lockMs = 2_000 }: MigrateOptions = {},
): Promise<string[]> {
  const scripts = await readScripts();
  const found = await db.transaction((tx) => planMigration(tx, scripts));
  if (isDone(found) && appRole === undefined) return [];

  let running: string | undefined;
  try {
    return await db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      // Only now: another process may hold the lock above for as long as it migrates.
      await tx.query(`SELECT set_config('lock_timeout', $1, true)`, [String(lockMs)]);
      const plan = await planMigration(tx, scripts);
      if (plan && !isDone(plan)) await carryOut(tx, plan, (name) => (running = name));
      running = undefined;
      if (appRole !== undefined) await grantRights(tx, appRole);
      return plan ? [...plan.due, ...plan.changed].map(({ name }) => name) : [];
    }, statementMs);
  } catch (error) {
    throw asMigrationError(error, running, statementMs);
  }
}

const isDone = (plan: Plan | undefined) =>
  plan === undefined || plan.due.length + plan.changed.length + plan.gone.length === 0;

/** @param onBegun hears the name of each file before it runs. */
async function carryOut(
  tx: Transaction,
  { due, changed, gone }: Plan,
  onBegun: (name: string) => void,
): Promise<void> {
  onBegun((due[0] ?? changed[0])?.name ?? gone.join(', '));
  await tx.query(
    `CREATE TABLE IF NOT EXISTS migration (
       name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now(), script text NOT NULL)`,
    [],
  );
  for (const script of due) {
    onBegun(script.name);
    await run(tx, script);
  }
  // A function may be created before another that it calls.
  if (changed.length > 0) await tx.query('SET LOCAL check_function_bodies = off', []);
  for (const script of changed) {
    onBegun(script.name);
    if (script.before !== undefined && headOf(script.before) !== headOf(script.text))
      await drop(tx, script.name);
    await run(tx, script);
  }
  for (const name of gone) {
    onBegun(name);
    await drop(tx, name);
    await tx.query('DELETE FROM migration WHERE name = $1', [name]);
  }
}

async function run(tx: Transaction, { name, text }: Script): Promise<void> {
  await tx.query(text, []);
  await tx.query(
    `INSERT INTO migration (name, script) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET ran_at = now(), script = $2`,
    [name, text],
  );
}

async function drop(tx: Transaction, name: string): Promise<void> {
  const kind = name.startsWith('views/') ? 'VIEW' : 'FUNCTION';
  await tx.query(`DROP ${kind} IF EXISTS ${objectOf(name)}`, []);
}

/** A function's parameters and result; nothing of a view, which Postgres replaces in place. */
const headOf = (text: string) =>
  text.slice(text.indexOf('CREATE OR REPLACE FUNCTION'), text.indexOf('AS $$'));
