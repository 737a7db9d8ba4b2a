import { useState } from 'preact/hooks';
import type { TaskJson, TaskPage } from './api';
import { useOperate } from './context';
import { useTitle } from './route';
import { Task } from './task';
import { useFollowed } from './use-followed';

/** How many tasks are shown at first and with each press of the button, and how many the API lists at once. */
const PAGE = 50;
const LARGEST_PAGE = 200;

/** What needs a person: of one event, or of all. */
export function TasksView({ eventId }: { eventId: string | undefined }) {
  const { locale, api } = useOperate();
  const { words } = locale;
  useTitle(words.tasks);
  const [tasks, setTasks] = useState<TaskJson[]>();
  const [limit, setLimit] = useState(PAGE);
  const [hasMore, setHasMore] = useState(false);
  const [outOfDate, setOutOfDate] = useState(false);
  const readNow = useFollowed(
    async (isLatest) => {
      const event = eventId === undefined ? '' : `&eventId=${encodeURIComponent(eventId)}`;
      const page = await api<TaskPage>(`tasks?limit=${limit}${event}`).catch(() => undefined);
      if (!isLatest()) return;
      setOutOfDate(!page);
      if (!page) return;
      setTasks(page.tasks);
      setHasMore(page.nextCursor !== null && limit < LARGEST_PAGE);
    },
    [limit, eventId],
  );
  const open = tasks?.filter(({ doneAt }) => doneAt === null) ?? [];
  const done = tasks?.filter(({ doneAt }) => doneAt !== null) ?? [];
  return (
    <>
      <a class="back" href={eventId === undefined ? '#/' : `#/events/${eventId}`}>
        {eventId === undefined ? words.allEvents : eventId}
      </a>
      <h1>{words.tasks}</h1>
      {outOfDate && (
        <p class="note warn" role="status">
          {words.outOfDate}
        </p>
      )}
      {!tasks && <p class="soft">{words.loading}</p>}
      {tasks && open.length === 0 && <p>{words.noTasks}</p>}
      {open.map((task) => (
        <Task key={task.id} task={task} onDone={readNow} />
      ))}
      {done.length > 0 && (
        <details>
          <summary>{words.doneTasks}</summary>
          <div class="stack">
            {[...done].reverse().map((task) => (
              <Task key={task.id} task={task} onDone={readNow} />
            ))}
          </div>
        </details>
      )}
      {hasMore && (
        <button type="button" class="button" onClick={() => setLimit(Math.min(LARGEST_PAGE, limit + PAGE))}>
          {words.moreTasks}
        </button>
      )}
    </>
  );
}
