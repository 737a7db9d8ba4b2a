import path from 'node:path';
import { openErasureJournal, readErasureJournal, type ErasureJournal } from './accounts/erasure-journal';
import { applyErasures } from './accounts/own-data';
import type { Config } from './config';
import type { Database } from './db/database';
import type { Log } from './observability/log';

/** The file of a process that isn't told another one. */
export const journalFile = ({
  ERASURE_JOURNAL: file,
  DATA_DIR,
}: Pick<Config, 'ERASURE_JOURNAL' | 'DATA_DIR'>): string => file ?? path.join(DATA_DIR, 'erasures.jsonl');

/**
 * Erases anew the buyers who came back with a backup, and opens the journal for those to come.
 * @returns undefined where no file can be kept, which the log says.
 * @throws if the file that ERASURE_JOURNAL names can't be read or written.
 */
export async function openErasures(
  config: Pick<Config, 'ERASURE_JOURNAL' | 'DATA_DIR'>,
  db: Database,
  log: Log,
): Promise<ErasureJournal | undefined> {
  const file = journalFile(config);
  const again = await applyErasures(db, await readErasureJournal(file));
  if (again > 0) log.warn(`${again} buyers were erased again: the database was restored from before that.`);
  try {
    return await openErasureJournal(file);
  } catch (error) {
    if (config.ERASURE_JOURNAL !== undefined) throw error;
    const { code } = error as NodeJS.ErrnoException;
    log.warn(
      `Erasures can't be noted in ${file} (${code}), so they would come back with a restored backup. ` +
        'Set ERASURE_JOURNAL to a file that this process may write to.',
    );
    return undefined;
  }
}
