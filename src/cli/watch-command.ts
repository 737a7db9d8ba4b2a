import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { AdminApi } from './admin-api';
import { stockTable, type EventAnswer } from './event-commands';
import { print, table } from './output';

interface ReportAnswer {
  event: EventAnswer;
  line: { nowServing: number; lastPlace: number; waiting: number };
  counts: Record<string, number>;
  revenueCents: number;
  oldestOpenHoldAt: string | null;
  invariants: { name: string; ok: boolean }[];
}

/** How often it looks, in milliseconds. */
const LOOK_MS = 1_000;

/** `bilheteria watch`: a sale in the terminal, live; as JSON one report a line. */
export function addWatchCommand(program: Command, api: () => AdminApi, json: () => boolean): void {
  program
    .command('watch <event>')
    .description('a sale in the terminal, live, until Ctrl-C')
    .option('--once', 'look once and end')
    .action(async (id: string, { once }: { once?: boolean }) => {
      const live = process.stdout.isTTY && !once && !json();
      for (;;) {
        const answer = await api().ask('GET', `/admin/events/${encodeURIComponent(id)}/report`);
        const report = (await answer.json()) as ReportAnswer;
        // Home, and clear what was there.
        print(json(), report, `${live ? '\x1b[H\x1b[2J' : ''}${screen(report)}`);
        if (once) return;
        await delay(LOOK_MS);
      }
    });
}

function screen({ event, line, counts, revenueCents, oldestOpenHoldAt, invariants }: ReportAnswer): string {
  const broken = invariants.filter(({ ok }) => !ok);
  return [
    `${event.name} (${event.id}): ${event.status}`,
    '',
    stockTable(event),
    '',
    table([
      ['in line', line.waiting],
      ['now serving', `${line.nowServing} of ${line.lastPlace}`],
      ['revenue', `${(revenueCents / 100).toFixed(2)} ${event.ticketTypes[0]?.currency ?? ''}`],
      ['oldest open hold', oldestOpenHoldAt ?? 'none'],
      ...Object.entries(counts).map(([status, count]) => [`pre-orders ${status}`, count]),
    ]),
    '',
    broken.length === 0 ? 'Every invariant holds.' : broken.map(({ name }) => `BROKEN: ${name}`).join('\n'),
  ].join('\n');
}
