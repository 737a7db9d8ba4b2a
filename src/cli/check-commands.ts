import type { Command } from 'commander';
import { venueTime } from '../domain/local-time';
import { DEFAULT_TIME_ZONE } from '../domain/time-zone';
import { databaseUrlOf, withDatabase, withTemporal } from './connections';
import type { CommandContext } from './context';
import { table } from './output';

/** The commands that check a sale from outside. Their exit code is 1 if they find something wrong. */
export function addCheckCommands(program: Command, { settings, output, apiUrl }: CommandContext): void {
  const databaseUrl = () => databaseUrlOf(settings);
  const report = (ok: boolean, result: unknown, text: string) => {
    output.print(result, text);
    if (!ok) process.exitCode = 1;
  };

  program
    .command('audit [event]')
    .description('check every invariant, in the database at DATABASE_URL or in the embedded one')
    .action(async (eventId?: string) => {
      const [{ audit, INVARIANTS }, { readEvent }] = await Promise.all([
        import('../db/audit.js'),
        import('../db/events.js'),
      ]);
      const offenders = await withDatabase(await databaseUrl(), async (db) => {
        if (eventId !== undefined) await readEvent(db, eventId);
        return audit(db, eventId);
      });
      const lines = offenders.map(
        (one) => `${one.eventId}: ${one.offender} breaks "${one.invariant}": ${INVARIANTS[one.invariant]}`,
      );
      report(lines.length === 0, offenders, lines.join('\n') || 'Every invariant holds.');
    });

  program
    .command('lost-sales')
    .description('list purchases that Temporal knows as sold and the database does not, after a restore')
    .action(async () => {
      const [{ findLostSales }, { readTimeZones }] = await Promise.all([
        import('../observability/lost-sales.js'),
        import('../db/events.js'),
      ]);
      const [{ since, lost }, zones] = await withDatabase(await databaseUrl(), async (db) => {
        const found = await withTemporal(settings, (client) => findLostSales(db, client));
        return [found, await readTimeZones(db, [...new Set(found.lost.map(({ eventId }) => eventId))])];
      });
      const rows = lost.map(({ preOrderId, eventId, soldAt }) => [
        ...[preOrderId, eventId],
        soldAt ? venueTime(soldAt, zones.get(eventId) ?? DEFAULT_TIME_ZONE) : '',
      ]);
      const text = table([['pre-order', 'event', 'sold at'], ...rows]);
      const none = 'Every sale that Temporal knows is in the database.';
      const horizon =
        since && `Temporal knows purchases that ended since ${venueTime(since, DEFAULT_TIME_ZONE)}.`;
      const lines = [lost.length > 0 ? text : none, horizon].filter(Boolean);
      report(lost.length === 0, { since, lost }, lines.join('\n'));
    });

  program
    .command('verify-draw <event>')
    .description('recompute the order of a draw from public data only; the event is an id or a URL')
    .action(async (event: string) => {
      const { eventUrlOf, verifyDraw } = await import('./verify-draw.js');
      const check = await verifyDraw(eventUrlOf(event, apiUrl()));
      const text = check.ok
        ? `The draw is correct (places: ${check.places}). The seed matches its commitment, and every place follows from it.`
        : `The draw is NOT correct: ${check.problem}.`;
      report(check.ok, check, text);
    });
}
