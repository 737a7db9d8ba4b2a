import type { Database } from '../../src/db/database';

/** How many rows the statements of this database's only connection have read so far. */
export async function rowsRead(db: Database): Promise<number> {
  await db.query({ name: 'flush', text: 'SELECT pg_stat_force_next_flush()' }, []);
  const text = `SELECT ((SELECT sum(seq_tup_read) FROM pg_stat_user_tables)
                  + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes))::int AS rows`;
  return (await db.query<{ rows: number }>({ name: 'rows read', text }, []))[0]?.rows ?? NaN;
}
