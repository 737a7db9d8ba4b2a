import { useRef, useState } from 'preact/hooks';
import type { EventJson } from '../api';
import { onSubmit } from '../submit';
import { useOperate } from './context';
import { definitionOf, draftOf, NEW_DRAFT, type EventDraft } from './draft';
import { EventFields } from './event-fields';
import { problemsOf, type Problems } from './form-problems';
import { useTitle } from './route';
import { TypeFields } from './type-fields';

interface EventFormProps {
  /** Left out for a new event. */
  event?: EventJson;
  onSaved?(after: EventJson): void;
}

/** Creates or changes an event. */
export function EventForm({ event, onSaved }: EventFormProps) {
  const { locale, api, notify } = useOperate();
  const { words, language } = locale;
  // As it was when the form opened: counts that change meanwhile must not undo what is being typed.
  const [before] = useState(event);
  const [draft, setDraft] = useState<EventDraft>(() => (before ? draftOf(before, language) : NEW_DRAFT));
  useTitle(before ? `${words.editEvent}: ${before.name}` : words.createEvent);
  const [problems, setProblems] = useState<Problems>({ fields: {} });
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<EventDraft>) => setDraft((now) => ({ ...now, ...part }));

  const save = async () => {
    if (busy) return;
    setBusy(true);
    const id = draft.eventId.trim();
    try {
      const after = await api<EventJson>(`events/${encodeURIComponent(id) || '-'}`, {
        method: 'PUT',
        body: definitionOf(draft, language, before),
        // A new event must not overwrite an existing one.
        headers: before ? {} : { 'If-None-Match': '*' },
      });
      onSaved?.(after);
      location.hash = `#/events/${id}`;
      notify(before ? words.saved : words.created);
    } catch (error) {
      setProblems(problemsOf(error, locale));
      setBusy(false);
      // After they are rendered.
      setTimeout(() => {
        const find = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
        (find('[aria-invalid]') ?? find('.whole'))?.focus();
      });
    }
  };
  return (
    <form ref={form} class="event-form" method="post" noValidate onSubmit={onSubmit(save)}>
      <h1>{before ? words.editEvent : words.createEvent}</h1>
      {problems.whole && (
        <p class="problem whole" role="alert" tabIndex={-1}>
          {problems.whole}
        </p>
      )}
      <EventFields {...{ draft, change, problems: problems.fields, isNew: !before }} />
      <TypeFields {...{ draft, change, problems: problems.fields }} />
      <div class="buttons">
        <a class="button" href={before ? `#/events/${before.id}` : '#/'}>
          {words.discard}
        </a>
        <button class="button main" disabled={busy}>
          {before ? words.save : words.create}
        </button>
      </div>
    </form>
  );
}
