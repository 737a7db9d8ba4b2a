import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { decimalText } from '../domain/money';
import type { FoundPreOrder } from '../http/schemas/admin';
import type { AdminApi } from './admin-api';
import { CommandError, table, type Output } from './output';

interface RefundAnswer {
  id: string;
  status: string;
  amountCents: number;
  currency: string;
}

interface TaskAnswer {
  id: number;
  kind: string;
  eventId: string | null;
  orderNumber: string | null;
  at: string;
  providerUrl: string | null;
  doneAt: string | null;
  doneBy: string | null;
}

/** `bilheteria refund` and `bilheteria tasks`: what people do about money. */
export function addMoneyCommands(program: Command, api: AdminApi, { print, say }: Output): void {
  program
    .command('refund <order>')
    .description('give the money for an order back, or for some of its tickets; needs the role finance')
    .requiredOption('--reason <text>', 'for the record')
    .option('--ticket <id...>', 'only these tickets (default: all that are left)')
    .option('--key <key>', 'repeats the request of a run that got no answer; that run printed its key')
    .action(async (order: string, options: { reason: string; ticket?: string[]; key?: string }) => {
      const { reason, ticket: tickets, key = randomUUID() } = options;
      const { id, orderNumber } = await findOrder(api, order);
      const answer = await api(
        'POST',
        `/admin/pre-orders/${id}/refunds`,
        { reason, ...(tickets && { tickets }) },
        { 'Idempotency-Key': key },
      ).catch((error: unknown) => {
        if (error instanceof CommandError && error.code === 'not_responding')
          say(`It isn't known whether the refund was begun. To repeat it safely, add --key ${key}`);
        throw error;
      });
      const { refund } = (await answer.json()) as { refund: RefundAnswer };
      const amount = `${decimalText(refund.amountCents, refund.currency)} ${refund.currency}`;
      print(refund, `${orderNumber}: refund of ${amount}, ${refund.status} (${refund.id})`);
    });

  const tasks = program.command('tasks').description('list what needs a person, and mark it as done');
  tasks
    .command('list', { isDefault: true })
    .description('list the open tasks, the oldest first')
    .option('--event <event>', 'only those of this event')
    .option('--done', 'also those that are done')
    .action(async ({ event, done = false }: { event?: string; done?: boolean }) => {
      const found = await readTasks(api, event, done);
      const rows = found.map(({ id, kind, eventId, orderNumber, at, providerUrl, doneAt, doneBy }) => [
        ...[id, kind, eventId ?? '', orderNumber ?? '', at],
        doneAt === null ? (providerUrl ?? '') : `done by ${doneBy ?? ''}`,
      ]);
      print(
        found,
        rows.length > 0 ? table([['id', 'kind', 'event', 'order', 'since', ''], ...rows]) : 'No open tasks.',
      );
    });
  tasks
    .command('done <id>')
    .description('record that somebody did it; needs the role finance')
    .option('--note <text>', 'for the record')
    .action(async (id: string, { note }: { note?: string }) => {
      const path = `/admin/tasks/${encodeURIComponent(id)}/done`;
      const answer = await api('POST', path, note === undefined ? {} : { note });
      const ended = (await answer.json()) as TaskAnswer;
      print(ended, `${ended.id}: ${ended.kind}, done by ${ended.doneBy ?? ''}`);
    });
}

/** The one order that this text names. */
async function findOrder(api: AdminApi, text: string): Promise<FoundPreOrder> {
  const answer = await api('GET', `/admin/pre-orders?find=${encodeURIComponent(text)}`);
  const { preOrders } = (await answer.json()) as { preOrders: FoundPreOrder[] };
  const [order, ...others] = preOrders;
  if (!order) throw new CommandError('pre_order_not_found', `No order found for ${text}.`);
  if (others.length > 0)
    throw new CommandError(
      'several_orders',
      `${text} names ${preOrders.length} orders. Name one by its number or id.`,
    );
  return order;
}

/** Page by page. Those that are done come last. */
async function readTasks(api: AdminApi, event: string | undefined, done: boolean): Promise<TaskAnswer[]> {
  const tasks: TaskAnswer[] = [];
  for (let cursor = ''; ;) {
    const query = `?limit=200${event === undefined ? '' : `&eventId=${encodeURIComponent(event)}`}${cursor}`;
    const page = (await (await api('GET', `/admin/tasks${query}`)).json()) as {
      tasks: TaskAnswer[];
      nextCursor: string | null;
    };
    tasks.push(...page.tasks.filter(({ doneAt }) => done || doneAt === null));
    if (page.nextCursor === null || (!done && page.nextCursor.startsWith('done'))) return tasks;
    cursor = `&cursor=${page.nextCursor}`;
  }
}
