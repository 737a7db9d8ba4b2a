import type { Command } from 'commander';
import type { FoundPreOrder } from '../http/schemas/admin';
import type { AdminApi } from './admin-api';
import { table, type Output } from './output';

/** `bilheteria find`: what became of an order, and why. */
export function addFindCommand(program: Command, api: AdminApi, { print }: Output): void {
  program
    .command('find <what>')
    .description(
      'find orders by order number, ticket code, workflow, pre-order or buyer id, with their history',
    )
    .action(async (what: string) => {
      const answer = await api('GET', `/admin/pre-orders?find=${encodeURIComponent(what)}`);
      const { preOrders } = (await answer.json()) as { preOrders: FoundPreOrder[] };
      print(preOrders, preOrders.map(story).join('\n\n') || 'No order found.');
      if (preOrders.length === 0) process.exitCode = 1;
    });
}

function story({ id, orderNumber, eventId, status, reason, history, workflowUrl }: FoundPreOrder): string {
  const facts = [eventId, status, reason ?? ''].filter(Boolean).join(', ');
  const steps = table(history.map(({ at, what, detail }) => [`  ${String(at)}`, what, detail]));
  return [`${orderNumber} (${id}): ${facts}`, steps, workflowUrl ?? ''].filter(Boolean).join('\n');
}
