import type { Command } from 'commander';
import { withDatabase, withTemporal } from './connections';
import type { CommandContext } from './context';
import { CommandError } from './output';

/** `bilheteria migrate`: may be repeated, and waits for servers that are still starting. */
export function addMigrateCommand(program: Command, { settings, output }: CommandContext): void {
  program
    .command('migrate')
    .description('update the database at DATABASE_URL and the search attributes at TEMPORAL_ADDRESS')
    .action(async () => {
      const {
        DATABASE_URL: url,
        DATABASE_APP_ROLE: appRole,
        TEMPORAL_ADDRESS: address,
      } = settings('DATABASE_URL', 'DATABASE_APP_ROLE', 'TEMPORAL_ADDRESS');
      if (!url)
        throw new CommandError(
          'setting_missing',
          'migrate needs DATABASE_URL. (npm start migrates its own database.)',
        );
      const [{ migrate }, { waitFor }, { registerSearchAttributes }] = await Promise.all([
        import('../db/migrate.js'),
        import('../observability/wait-for.js'),
        import('../temporal/search-attributes.js'),
      ]);
      const { print, say } = output;
      const attempt = () => withDatabase(url, (db) => migrate(db, { appRole }));
      const database = await waitFor('Postgres', attempt, say);
      const register = () =>
        withTemporal(settings, ({ options: { namespace } }, connection) =>
          registerSearchAttributes(connection, namespace),
        );
      const searchAttributes = address ? await waitFor('Temporal', register, say) : null;
      const skipped = 'skipped, because TEMPORAL_ADDRESS is not set';
      const done = (names: readonly string[]) => names.join(', ') || 'up to date';
      print(
        { database, searchAttributes },
        `database: ${done(database)}\nsearch attributes: ${searchAttributes ? done(searchAttributes) : skipped}`,
      );
    });
}
