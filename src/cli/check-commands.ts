import type { Command } from 'commander';
import type { Config } from '../config';
import { audit, INVARIANTS } from '../db/audit';
import { readTimeZones } from '../db/events';
import { venueTime } from '../domain/local-time';
import { DEFAULT_TIME_ZONE } from '../domain/time-zone';
import { findEmbeddedPostgres } from '../embedded/postgres';
import { findLostSales } from '../observability/lost-sales';
import { eventUrlOf, verifyDraw } from './verify-draw';
import { withDatabase, withTemporal } from './connections';
import { print, table } from './output';

/** The commands that check a sale from outside. Their exit code is 1 if they find something wrong. */
export function addCheckCommands(program: Command, config: Config, json: () => boolean): void {
  const databaseUrl = async () => config.DATABASE_URL ?? (await findEmbeddedPostgres(config.DATA_DIR));
  const report = (ok: boolean, result: unknown, text: string) => {
    print(json(), result, text);
    if (!ok) process.exitCode = 1;
  };

  program
    .command('audit [event]')
    .description('check every invariant, in the database at DATABASE_URL or in the embedded one')
    .action(async (eventId?: string) => {
      const offenders = await withDatabase(await databaseUrl(), (db) => audit(db, eventId));
      const lines = offenders.map(
        (one) => `${one.eventId}: ${one.offender} breaks "${one.invariant}": ${INVARIANTS[one.invariant]}`,
      );
      report(lines.length === 0, offenders, lines.join('\n') || 'Every invariant holds.');
    });

  program
    .command('lost-sales')
    .description('list purchases that Temporal knows as sold and the database does not, after a restore')
    .action(async () => {
      const [lost, zones] = await withDatabase(await databaseUrl(), async (db) => {
        const found = await withTemporal(config, (client) => findLostSales(db, client));
        return [found, await readTimeZones(db, [...new Set(found.map(({ eventId }) => eventId))])];
      });
      const rows = lost.map(({ preOrderId, eventId, soldAt }) => [
        ...[preOrderId, eventId],
        soldAt ? venueTime(soldAt, zones.get(eventId) ?? DEFAULT_TIME_ZONE) : '',
      ]);
      const text = table([['pre-order', 'event', 'sold at'], ...rows]);
      const none = 'Every sale that Temporal knows is in the database.';
      report(lost.length === 0, lost, lost.length > 0 ? text : none);
    });

  program
    .command('verify-draw <event>')
    .description('recompute the order of a draw from public data only; the event is an id or a URL')
    .action(async (event: string) => {
      const check = await verifyDraw(eventUrlOf(event, config));
      const text = check.ok
        ? `The draw is correct (places: ${check.places}). The seed matches its commitment, and every place follows from it.`
        : `The draw is NOT correct: ${check.problem}.`;
      report(check.ok, check, text);
    });
}
