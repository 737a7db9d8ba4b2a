import { orderNumberOf } from '../../domain/order-number';
import { Refusal } from '../../domain/refusal';
import type { Task } from '../../payments/tasks';
import type { RouteDependencies } from '../dependencies';
import { adminRoute, ok } from '../route';
import * as schemas from '../schemas/tasks';

/** What needs a person. */
export function taskRoutes({ paymentRecords }: RouteDependencies) {
  const view = ({ intentId, ...task }: Task) => ({
    ...task,
    orderNumber: task.preOrderId && orderNumberOf(task.preOrderId),
    providerUrl: paymentRecords.pageOf(intentId),
  });
  return [
    adminRoute('listTasks', 'GET /api/admin/tasks', {
      summary:
        'What needs a person: tasks that are open first, then those that are done, each the oldest first.',
      role: 'viewer',
      query: schemas.tasksQuery,
      answers: { 200: schemas.tasks },
      async handle({ query: { eventId, cursor, limit } }) {
        const tasks = await paymentRecords.tasks.list({ eventId, after: positionOf(cursor), limit });
        const last = tasks.length === limit ? tasks.at(-1) : undefined;
        return ok({
          tasks: tasks.map(view),
          nextCursor: last ? `${last.doneAt ? 'done' : 'open'}-${last.id}` : null,
        });
      },
    }),
    adminRoute('endTask', 'POST /api/admin/tasks/{taskId}/done', {
      summary: 'Records that somebody did what was to be done. Again, it stays as it is.',
      role: 'finance',
      body: schemas.endOfTask,
      example: { note: 'Refunded in the dashboard.' },
      answers: { 200: schemas.task },
      problems: ['task_not_found'],
      async handle({ params: { taskId }, body: { note }, operator }) {
        if (!/^\d{1,15}$/.test(taskId)) throw new Refusal({ code: 'task_not_found' });
        return ok(view(await paymentRecords.tasks.end(Number(taskId), { who: operator.name, note })));
      },
    }),
  ];
}

function positionOf(cursor: string | undefined) {
  const [state, id] = cursor?.split('-') ?? [];
  return id === undefined ? undefined : { done: state === 'done', id: Number(id) };
}
