import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { changesOf, type EventChanges } from '../domain/event-changes';
import type { EventDefinition } from '../domain/event';
import type { OperatorAction } from '../events';
import { eventRoute, type AdminApi } from './admin-api';
import { stockTable, type EventAnswer } from './event-table';
import { CommandError, type Output } from './output';

type Members = Record<string, unknown>;
type Definition = Members & { id: string };

/** `bilheteria event apply`: creates an event from a file, or changes what the file names and nothing else. */
export function addApplyCommand(event: Command, api: AdminApi, { print }: Output): void {
  event
    .command('apply <file>')
    .description('create an event from a YAML file, or change what the file names, and show what changed')
    .addHelpText(
      'after',
      '\nThe file has the id and the fields of PUT /api/admin/events; see docs/operating.md for an example.',
    )
    .action(async (file: string) => {
      const definition = await readDefinition(file);
      const before = await readEvent(api, definition.id);
      const put = (body: Members, headers: Record<string, string>) =>
        api('PUT', eventRoute(definition.id), body, headers);
      const response = await (
        before
          ? put(merged(before.event, definition), { 'If-Match': before.tag })
          : put(definition, { 'If-None-Match': '*' })
      ).catch(async (error: unknown) => {
        throw await explained(error, definition, api);
      });
      const after = (await response.json()) as EventAnswer;
      const changes = before ? changesOf(definitionOf(before.event), definitionOf(after)) : {};
      const lines = Object.entries(changes).map(
        ([path, change]) => `  ${path} ${change.map(shown).join(' → ')}`,
      );
      const done = before ? (lines.length > 0 ? 'changed' : 'unchanged') : 'created';
      print({ ...after, changes }, [`${after.id}: ${done}`, ...lines, stockTable(after)].join('\n'));
    });
}

/** The event as it is, with its tag; undefined where there is none. */
async function readEvent(
  api: AdminApi,
  id: string,
): Promise<{ event: EventAnswer; tag: string } | undefined> {
  try {
    const response = await api('GET', `/events/${encodeURIComponent(id)}`);
    return { event: (await response.json()) as EventAnswer, tag: response.headers.get('etag') ?? '*' };
  } catch (error) {
    if (error instanceof CommandError && error.code === 'event_not_found') return undefined;
    throw error;
  }
}

/** The event with what the file names. Ticket types go by their ids, and those that the file lacks stay. */
function merged(before: EventAnswer, { id: _, ...named }: Definition): Members {
  const all = { ...before, ...named };
  const { ticketTypes } = named;
  if (!Array.isArray(ticketTypes)) return all;
  const types = ticketTypes as Members[];
  return {
    ...all,
    ticketTypes: [
      ...types.map((type) => ({ ...before.ticketTypes.find((one) => one.id === type['id']), ...type })),
      ...before.ticketTypes.filter((one) => !types.some((type) => type['id'] === one.id)),
    ],
  };
}

const definitionOf = (event: EventAnswer): EventDefinition => ({
  ...event,
  startsAt: new Date(event.startsAt),
  doorsOpenAt: event.doorsOpenAt === null ? null : new Date(event.doorsOpenAt),
  onSaleAt: new Date(event.onSaleAt),
  closesAt: new Date(event.closesAt),
  refundableUntil: event.refundableUntil === null ? null : new Date(event.refundableUntil),
});

const shown = (value: EventChanges[string][number]): string =>
  value === undefined ? 'none' : JSON.stringify(value);

/** A refusal with what an operator at a terminal needs besides. */
async function explained(error: unknown, definition: Definition, api: AdminApi): Promise<unknown> {
  if (!(error instanceof CommandError)) return error;
  if (error.code === 'event_changed') {
    const answer = await api('GET', eventRoute(definition.id, '/actions'));
    const { actions } = (await answer.json()) as { actions: (Omit<OperatorAction, 'at'> & { at: string })[] };
    const last = actions.find(({ what }) => what === 'edit');
    const who =
      last && ` ${last.who} changed ${Object.keys(last.detail.changed ?? {}).join(', ')} at ${last.at}.`;
    return new CommandError(error.code, `${error.message}${who ?? ''} Run the command again.`);
  }
  const errors = error.details.errors?.map(({ path, message }) => ({
    path,
    message:
      /string/.test(message) && isUnquoted(at(definition, path)) ? `${message}; put it in quotes` : message,
  }));
  return errors ? new CommandError(error.code, error.message, { errors }) : error;
}

const isUnquoted = (value: unknown) => typeof value === 'number' || typeof value === 'boolean';

/** What the file has at a path such as `ticketTypes.0.name`. */
const at = (definition: Members, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Members | undefined)?.[key], definition);

async function readDefinition(file: string): Promise<Definition> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('file_unreadable', `${file} cannot be read.`, { cause });
  });
  const problem = (message: string, cause?: unknown) => new CommandError('file_invalid', message, { cause });
  let definition: unknown;
  try {
    // This leaves times as text, which is what the API takes, whether or not the file quotes them.
    definition = parse(text);
  } catch (cause) {
    throw problem(`${file} is not valid YAML.`, cause);
  }
  const members = (typeof definition === 'object' ? definition : null) as Members | null;
  const id = members?.['id'];
  if (isUnquoted(id))
    throw problem(`${file}: id: ${String(id)} is not text; put it in quotes: id: '${String(id)}'`);
  if (!members || typeof id !== 'string') throw problem(`${file} needs an id, such as rock-no-rio.`);
  return { ...members, id };
}
