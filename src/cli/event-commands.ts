import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse } from 'yaml';
import type { SaleAction, TicketType } from '../domain/event';
import type { AdminApi } from './admin-api';
import { print, table, UsageError } from './output';

/** An event as the API answers it, as far as the commands show it. */
export interface EventAnswer {
  id: string;
  name: string;
  status: string;
  onSaleAt: string;
  ticketTypes: (Omit<TicketType, 'deficit'> & { deficit?: number })[];
}

/** The counts of an event's ticket types, to read. */
export function stockTable({ ticketTypes }: EventAnswer): string {
  return table([
    ['type', 'capacity', 'available', 'held', 'sold'],
    ...ticketTypes.map(({ id, capacity, available, held, sold }) => [id, capacity, available, held, sold]),
  ]);
}

const ACTIONS: Record<SaleAction, [done: string, says: string]> = {
  pause: ['paused', 'stop calling; holds go on'],
  resume: ['on sale again', 'end a pause, or open a closed sale again'],
  close: ['closed', 'end the sale: holds may still be paid for, those in line are told'],
  cancel: ['cancelled', 'the event will not happen: holds end, sold tickets are void. For good'],
};

/** `bilheteria event …` */
export function addEventCommands(program: Command, api: () => AdminApi, json: () => boolean): void {
  const event = program.command('event').description('create, change, and run the sale of events');

  event
    .command('apply <file>')
    .description(
      'create or change the event that a YAML file describes (id, and the fields of PUT /api/admin/events)',
    )
    .action(async (file: string) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw new UsageError(`${file} cannot be read.`, { cause: error });
      });
      const { id, ...definition } = readDefinition(text, file);
      const response = await api().ask('PUT', `/admin/events/${encodeURIComponent(id)}`, definition);
      const answer = (await response.json()) as EventAnswer;
      print(
        json(),
        answer,
        `${id}: ${response.status === 201 ? 'created' : 'changed'}\n${stockTable(answer)}`,
      );
    });

  event
    .command('list')
    .description('all events with what is available, held and sold')
    .action(async () => {
      const { events } = (await (await api().ask('GET', '/events')).json()) as { events: EventAnswer[] };
      const sum = (one: EventAnswer, key: 'capacity' | 'available' | 'held' | 'sold') =>
        one.ticketTypes.reduce((total, type) => total + type[key], 0);
      const rows = events.map((one) => [
        ...[
          one.id,
          one.status,
          sum(one, 'capacity'),
          sum(one, 'available'),
          sum(one, 'held'),
          sum(one, 'sold'),
        ],
      ]);
      print(json(), events, table([['event', 'status', 'capacity', 'available', 'held', 'sold'], ...rows]));
    });

  for (const [action, [done, says]] of Object.entries(ACTIONS))
    event
      .command(`${action} <event>`)
      .description(says)
      .action(async (id: string) => {
        const response = await api().ask('POST', `/admin/events/${encodeURIComponent(id)}/${action}`);
        print(json(), await response.json(), `${id}: ${done}`);
      });

  event
    .command('extend <event> <seconds>')
    .description('every open hold ends that much later')
    .action(async (id: string, seconds: string) => {
      const body = { seconds: Number(seconds) };
      const response = await api().ask('POST', `/admin/events/${encodeURIComponent(id)}/extend`, body);
      print(json(), await response.json(), `${id}: every open hold ends ${seconds} s later`);
    });
}

/** Times in YAML may be written without quotes; the API takes them as text. */
function readDefinition(text: string, file: string): { id: string } & Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not YAML.`, { cause: error });
  }
  const found = value as ({ id?: unknown } & Record<string, unknown>) | null;
  if (typeof found?.id !== 'string') throw new UsageError(`${file} needs an id, such as rock-no-rio.`);
  return { ...found, id: found.id };
}
