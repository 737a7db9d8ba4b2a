import type { Database } from '../db/database';
import { endTask, listTasks, type PageOfTasks, type Task } from '../db/tasks';
import { Refusal } from '../domain/refusal';

export type { Task } from '../db/tasks';

/** What needs a person. */
export const createTasks = (db: Database) => ({
  list: (page: PageOfTasks): Promise<Task[]> => listTasks(db, page),
  /**
   * Somebody did it; recorded among the event's actions. Again, it stays as it is.
   * @throws {Refusal} `task_not_found`.
   */
  async end(id: number, by: { who: string; note?: string | undefined }): Promise<Task> {
    const task = await endTask(db, id, by);
    if (!task) throw new Refusal({ code: 'task_not_found' });
    return task;
  },
});
