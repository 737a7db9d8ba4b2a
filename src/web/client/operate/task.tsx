import { useState } from 'preact/hooks';
import { Field } from '../field';
import { Time } from '../time';
import type { TaskJson } from './api';
import { Confirm } from './confirm';
import { useOperate } from './context';
import { factsOf } from './task-facts';

/** Something that needs a person: what happened, what to do, and where. */
export function Task({ task, onDone }: { task: TaskJson; onDone(): void }) {
  const { locale, api, notify, may, timeZone: zone } = useOperate();
  const { words } = locale;
  const { id, kind, eventId, orderNumber, providerUrl, doneAt, doneBy, detail } = task;
  const [ending, setEnding] = useState(false);
  const [note, setNote] = useState('');
  const said = words.taskWords[kind];
  const end = async () => {
    const body = note.trim() ? { note: note.trim() } : {};
    await api(`tasks/${id}/done`, { method: 'POST', body });
    notify(words.taskEnded);
    onDone();
  };
  return (
    <article class="card task" aria-labelledby={`task-${id}`}>
      <h2 id={`task-${id}`}>
        {said?.title ?? kind} {orderNumber && <span class="soft small whole-word">{orderNumber}</span>}
      </h2>
      <p class="soft small">
        <Time {...{ locale, zone }} at={task.at} seconds />
        {eventId !== null && (
          <>
            {' · '}
            <a href={`#/events/${eventId}`}>{eventId}</a>
          </>
        )}
      </p>
      {said ? <p>{said.happened(factsOf(detail, locale))}</p> : <p class="small">{JSON.stringify(detail)}</p>}
      {said && doneAt === null && <p>{said.toDo}</p>}
      <p class="soft small id">{task.subject}</p>
      {doneAt !== null && (
        <p class="soft">
          <bdi>{words.doneBy(words.actors[doneBy ?? ''] ?? doneBy ?? '')}</bdi>,{' '}
          <Time {...{ locale, zone }} at={doneAt} seconds />
        </p>
      )}
      {typeof detail['note'] === 'string' && <p class="small">{detail['note']}</p>}
      <div class="row">
        {orderNumber !== null && (
          <a class="button" href={`#/find/${task.preOrderId ?? ''}`}>
            {words.openOrder}
          </a>
        )}
        {providerUrl !== null && (
          <a class="button" href={providerUrl} target="_blank" rel="noopener noreferrer">
            {words.openProvider}
          </a>
        )}
        {doneAt === null && may('finance') && (
          <button
            type="button"
            class="button main"
            aria-label={`${words.endTask}: ${said?.title ?? kind}`}
            onClick={() => setEnding(true)}
          >
            {words.endTask}
          </button>
        )}
      </div>
      {doneAt === null && !may('finance') && <p class="soft small">{words.needsRole(words.roles.finance)}</p>}
      {ending && (
        <Confirm
          title={words.endTask}
          explanation={words.endTaskExplained}
          ready
          act={end}
          onClose={() => setEnding(false)}
        >
          <Field
            {...{ name: 'note', label: words.note, hint: words.noteHint, maxLength: 500 }}
            value={note}
            onText={setNote}
          />
        </Confirm>
      )}
    </article>
  );
}
