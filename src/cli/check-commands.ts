import type { Command } from 'commander';
import type { Config } from '../config';
import { INVARIANTS } from '../db/audit';
import { openDatabase } from '../db/database';
import { findEmbeddedPostgres } from '../embedded/postgres';
import { auditDatabase } from '../observability/audit';
import { findLostSales } from '../observability/lost-sales';
import { migrateServers } from '../observability/migrate';
import { eventUrlOf, verifyDraw } from '../observability/verify-draw';
import { print, say, table, UsageError } from './output';
import { withTemporal } from './with-temporal';

/** What looks at a sale from outside and says whether it is right; exit code 1 where it isn't. */
export function addCheckCommands(program: Command, config: Config, json: () => boolean): void {
  program
    .command('migrate')
    .description(
      'bring the database at DATABASE_URL up to date, and the search attributes at TEMPORAL_ADDRESS',
    )
    .action(async () => {
      if (!config.DATABASE_URL)
        throw new UsageError('migrate needs DATABASE_URL; npm start migrates its own database.');
      await migrateServers(config.DATABASE_URL, config.TEMPORAL_ADDRESS, say);
    });

  program
    .command('audit [event]')
    .description('look for whatever breaks an invariant, at DATABASE_URL or in the embedded database')
    .action(async (eventId?: string) => {
      const url = config.DATABASE_URL ?? (await findEmbeddedPostgres(config.DATA_DIR));
      const offenders = await auditDatabase(url, eventId);
      const lines = offenders.map(
        ({ invariant, eventId: event, offender }) =>
          `${event}: not so that ${INVARIANTS[invariant]}: ${offender}`,
      );
      print(json(), offenders, lines.join('\n') || 'Every invariant holds.');
      if (offenders.length > 0) process.exitCode = 1;
    });

  program
    .command('lost-sales')
    .description('what Temporal knows to be sold and the database does not, after one of them was restored')
    .action(async () => {
      const db = openDatabase({
        url: config.DATABASE_URL ?? (await findEmbeddedPostgres(config.DATA_DIR)),
        onError: () => undefined,
      });
      const lost = await withTemporal(config, (client) => findLostSales(db, client)).finally(db.close);
      const rows = lost.map((one) => [one.preOrderId, one.eventId, one.soldAt?.toISOString() ?? '']);
      const text = table([['pre-order', 'event', 'sold at'], ...rows]);
      print(json(), lost, lost.length > 0 ? text : 'Every sale that Temporal knows is in the database.');
      if (lost.length > 0) process.exitCode = 1;
    });

  program
    .command('verify-draw <event>')
    .description('recompute the order of a draw from public data alone; the event is an id or a URL')
    .action(async (event: string) => {
      const check = await verifyDraw(eventUrlOf(event, config));
      const text = check.ok
        ? `The draw is right: ${check.places} places follow from the seed, and the seed from its commitment.`
        : `The draw is NOT right: ${check.problem}.`;
      print(json(), check, text);
      if (!check.ok) process.exitCode = 1;
    });
}
