import type { Command } from 'commander';
import { withDatabase } from './connections';
import type { CommandContext } from './context';

/** `bilheteria erasures`: what to do after a backup was restored. */
export function addErasureCommands(program: Command, { settings, output }: CommandContext): void {
  program
    .command('erasures')
    .description('what buyers had erased')
    .command('apply [files...]')
    .description(
      'erase again what came back with a backup, by the journals of all processes; may be repeated',
    )
    .action(async (files: string[]) => {
      const config = settings('DATABASE_URL', 'DATA_DIR', 'ERASURE_JOURNAL');
      const [{ readErasureJournal }, { applyErasures }, { journalFile }, { findEmbeddedPostgres }] =
        await Promise.all([
          import('../accounts/erasure-journal.js'),
          import('../accounts/own-data.js'),
          import('../erasures.js'),
          import('../embedded/postgres.js'),
        ]);
      const journals = files.length > 0 ? files : [journalFile(config)];
      const entries = (await Promise.all(journals.map(readErasureJournal))).flat();
      const url = config.DATABASE_URL ?? (await findEmbeddedPostgres(config.DATA_DIR));
      const erased = await withDatabase(url, (db) => applyErasures(db, entries));
      output.print({ entries: entries.length, erased }, `${entries.length} entries, ${erased} erased again`);
    });
}
