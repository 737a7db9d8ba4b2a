import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { venueTime } from '../domain/local-time';
import { moneyText } from '../domain/money';
import { eventRoute, type AdminApi } from './admin-api';
import { stockTable, type EventAnswer } from './event-table';
import { table, type Output } from './output';

interface ReportAnswer {
  event: EventAnswer;
  line: { nowServing: number; lastPlace: number; waiting: number };
  counts: Record<string, number>;
  revenueCents: number;
  money: { currency: string; capturedCents: number; refundedCents: number; tasks: number };
  oldestOpenHoldAt: string | null;
  invariants: { name: string; ok: boolean }[];
}

const REFRESH_MS = 1_000;

/** Moves the cursor to the top left and clears the screen. */
const CLEAR = '\x1b[H\x1b[2J';

/** `bilheteria watch`: a live view of a sale; with --json one report a line. */
export function addWatchCommand(program: Command, api: AdminApi, { json, print }: Output): void {
  program
    .command('watch <event>')
    .description('show a sale in the terminal, live, until Ctrl-C')
    .option('--once', 'show it once and exit')
    .action(async (id: string, { once }: { once?: boolean }) => {
      const live = process.stdout.isTTY && !once && !json;
      for (;;) {
        const report = (await (await api('GET', eventRoute(id, '/report'))).json()) as ReportAnswer;
        print(report, `${live ? CLEAR : ''}${screen(report)}`);
        if (once) return;
        await delay(REFRESH_MS);
      }
    });
}

function screen({ event, line, counts, revenueCents, money, ...report }: ReportAnswer): string {
  const { oldestOpenHoldAt, invariants } = report;
  const amount = (cents: number) => moneyText(cents, money.currency, 'en');
  const broken = invariants.filter(({ ok }) => !ok).map(({ name }) => `BROKEN: ${name}`);
  const numbers = table([
    ['in line', line.waiting],
    ['now serving', `${line.nowServing} of ${line.lastPlace}`],
    ['revenue', moneyText(revenueCents, event.ticketTypes[0]?.currency ?? 'BRL', 'en')],
    ...(money.capturedCents > 0 ? [['captured', amount(money.capturedCents)]] : []),
    ...(money.refundedCents > 0 ? [['refunded', amount(money.refundedCents)]] : []),
    ...(money.tasks > 0 ? [['open tasks', money.tasks]] : []),
    ['oldest open hold', oldestOpenHoldAt ? venueTime(new Date(oldestOpenHoldAt), event.timeZone) : 'none'],
    ...Object.entries(counts).map(([status, count]) => [`pre-orders ${status}`, count]),
  ]);
  const invariantsText = broken.join('\n') || 'Every invariant holds.';
  return [`${event.name} (${event.id}): ${event.status}`, stockTable(event), numbers, invariantsText].join(
    '\n\n',
  );
}
