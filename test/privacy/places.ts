/** Where operators look, and where no personal data may be: everything that is there, as text. */
import type { Client } from '@temporalio/client';
import { openDatabase, type Database } from '../../src/db/database';

/** All that a value holds, as text. JSON wouldn't do: protobuf's has base64 in place of the bytes of payloads. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, held]) => `${name}: ${textOf(held)}`)
    .join('\n');
}

/** All that Temporal keeps of a namespace: lists with memos and search attributes, histories, and what is pending. */
export async function readTemporal(client: Client, namespace: string): Promise<string> {
  const found: unknown[] = [];
  for await (const { raw, workflowId, runId } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId);
    found.push(raw, await handle.fetchHistory(), (await handle.describe()).raw);
  }
  found.push(await client.workflowService.listSchedules({ namespace }));
  return found.map(textOf).join('\n');
}

/**
 * Has the server log every statement of this database, without its parameters.
 * @returns reads what it has logged since then.
 */
export async function watchStatements(url: string): Promise<() => Promise<string>> {
  const settings = { log_statement: "'all'", log_parameter_max_length: '0' };
  const name = new URL(url).pathname.slice(1);
  // pg_ctl writes the log of the embedded server beside its files.
  const file = `current_setting('data_directory') || '/../postgres.log'`;
  const withDatabase = async <T>(work: (db: Database) => Promise<T>) => {
    const db = openDatabase({ url, onError: () => undefined });
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  };
  const ask = (db: Database, text: string) =>
    db.transaction((tx) => tx.query<Record<string, unknown>>(text, []));
  const start = await withDatabase(async (db) => {
    for (const [setting, value] of Object.entries(settings))
      await ask(db, `ALTER DATABASE ${name} SET ${setting} = ${value}`);
    return Number((await ask(db, `SELECT (pg_stat_file(${file})).size`))[0]?.['size']);
  });
  return () =>
    withDatabase(async (db) => {
      const [row] = await ask(db, `SELECT pg_read_binary_file(${file}, ${start}, 1000000000) AS log`);
      return String(row?.['log']);
    });
}
