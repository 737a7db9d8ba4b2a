import type { Command } from 'commander';
import type { SaleAction } from '../domain/event';
import { eventRoute, type AdminApi } from './admin-api';
import { addApplyCommand } from './apply-command';
import { COUNTS, type EventAnswer } from './event-table';
import { table, type Output } from './output';

const ACTIONS: Record<SaleAction, [done: string, description: string]> = {
  pause: ['paused', 'stop calling; holds continue'],
  resume: ['on sale again', 'end a pause, or reopen a closed sale'],
  close: ['closed', 'end the sale: holds can still be paid for, everyone in line is refused'],
  cancel: ['cancelled', 'cancel the event for good: holds end, sold tickets are void'],
};

/** `bilheteria event …` */
export function addEventCommands(program: Command, api: AdminApi, output: Output): void {
  const { print } = output;
  const event = program.command('event').description('create and change events, and run their sales');

  addApplyCommand(event, api, output);

  event
    .command('list')
    .description('list all events, the latest start first, with their available, held and sold tickets')
    .action(async () => {
      const events = await readAllEvents(api);
      const rows = events.map(({ id, status, ticketTypes }) => [
        ...[id, status],
        ...COUNTS.map((count) => ticketTypes.reduce((total, type) => total + type[count], 0)),
      ]);
      print(events, table([['event', 'status', ...COUNTS], ...rows]));
    });

  for (const [action, [done, description]] of Object.entries(ACTIONS))
    event
      .command(`${action} <event>`)
      .description(description)
      .action(async (id: string) => {
        const response = await api('POST', eventRoute(id, `/${action}`));
        print(await response.json(), `${id}: ${done}`);
      });

  event
    .command('extend <event> <seconds>')
    .description('extend every open hold by this many seconds')
    .action(async (id: string, seconds: string) => {
      const response = await api('POST', eventRoute(id, '/extend'), { seconds: Number(seconds) });
      print(await response.json(), `${id}: every open hold ends ${seconds} s later`);
    });
}

/** Page by page, also those that are over. */
async function readAllEvents(api: AdminApi): Promise<EventAnswer[]> {
  const events: EventAnswer[] = [];
  for (let query = '?limit=1000'; ;) {
    const response = await api('GET', `/admin/events${query}`);
    const page = (await response.json()) as { events: EventAnswer[]; nextCursor: string | null };
    events.push(...page.events);
    if (page.nextCursor === null) return events;
    query = `?limit=1000&cursor=${page.nextCursor}`;
  }
}
