import type { Command } from 'commander';
import type { Config } from '../config';
import { migrate } from '../db/migrate';
import { waitFor } from '../observability/wait-for';
import { registerSearchAttributes } from '../temporal/search-attributes';
import { withDatabase, withTemporal } from './connections';
import { say, UsageError } from './output';

/** `bilheteria migrate`: may be repeated, and waits for servers that are still starting. */
export function addMigrateCommand(program: Command, config: Config): void {
  program
    .command('migrate')
    .description('update the database at DATABASE_URL and the search attributes at TEMPORAL_ADDRESS')
    .action(async () => {
      const { DATABASE_URL: url, TEMPORAL_ADDRESS: address } = config;
      if (!url) throw new UsageError('migrate needs DATABASE_URL. (npm start migrates its own database.)');
      const applied = await withDatabase(url, (db) => waitFor('Postgres', () => migrate(db), say));
      say(`database: ${applied.join(', ') || 'up to date'}`);
      if (!address) {
        say('search attributes: skipped, because TEMPORAL_ADDRESS is not set');
        return;
      }
      const register = () =>
        withTemporal(config, ({ options: { namespace } }, connection) =>
          registerSearchAttributes(connection, namespace),
        );
      const added = await waitFor('Temporal', register, say);
      say(`search attributes: ${added.join(', ') || 'up to date'}`);
    });
}
