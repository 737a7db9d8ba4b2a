import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse } from 'yaml';
import type { SaleAction, TicketType } from '../domain/event';
import { eventRoute, type AdminApi } from './admin-api';
import { CommandError, table, type Output } from './output';

/** An event as the API returns it, as far as the commands show it. */
export interface EventAnswer {
  id: string;
  name: string;
  status: string;
  timeZone: string;
  onSaleAt: string;
  ticketTypes: (Omit<TicketType, 'deficit'> & { deficit?: number })[];
}

const COUNTS = ['capacity', 'available', 'held', 'sold'] as const;

/** The counts of an event's ticket types, as a table. */
export function stockTable({ ticketTypes }: EventAnswer): string {
  return table([
    ['type', ...COUNTS],
    ...ticketTypes.map((type) => [type.id, ...COUNTS.map((count) => type[count])]),
  ]);
}

const ACTIONS: Record<SaleAction, [done: string, description: string]> = {
  pause: ['paused', 'stop calling; holds continue'],
  resume: ['on sale again', 'end a pause, or reopen a closed sale'],
  close: ['closed', 'end the sale: holds can still be paid for, everyone in line is refused'],
  cancel: ['cancelled', 'cancel the event for good: holds end, sold tickets are void'],
};

/** `bilheteria event …` */
export function addEventCommands(program: Command, api: AdminApi, { print }: Output): void {
  const event = program.command('event').description('create and change events, and run their sales');

  event
    .command('apply <file>')
    .description(
      'create or change an event from a YAML file: its id, and the fields of PUT /api/admin/events',
    )
    .action(async (file: string) => {
      const { id, ...definition } = await readDefinition(file);
      const response = await api('PUT', eventRoute(id), definition);
      const answer = (await response.json()) as EventAnswer;
      const done = response.status === 201 ? 'created' : 'changed';
      print(answer, `${id}: ${done}\n${stockTable(answer)}`);
    });

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

async function readDefinition(file: string): Promise<{ id: string } & Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('file_unreadable', `${file} cannot be read.`, { cause });
  });
  let definition: ({ id?: unknown } & Record<string, unknown>) | null;
  try {
    // This leaves times as text, which is what the API takes, whether or not the file quotes them.
    definition = parse(text) as typeof definition;
  } catch (cause) {
    throw new CommandError('file_invalid', `${file} is not valid YAML.`, { cause });
  }
  if (typeof definition?.id !== 'string')
    throw new CommandError('file_invalid', `${file} needs an id, such as rock-no-rio.`);
  return { ...definition, id: definition.id };
}
