import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { EventJson } from '../api';
import { onSubmit } from '../submit';
import { Refused } from './api';
import { useOperate } from './context';
import { definitionOf, draftOf, newDraft, type EventDraft } from './draft';
import { EventFields } from './event-fields';
import { changesSince, incompleteTimes, problemsOf, type Problems } from './form-problems';
import { keepDraft, readKeptDraft, type KeptDraft, type SavedEvent } from './kept-draft';
import { rebaseDraft, sameDraft } from './rebase-draft';
import { useTitle } from './route';
import { TypeFields } from './type-fields';

interface EventFormProps {
  /** The event as the server has it; left out for a new one. */
  saved?: SavedEvent;
  fetchSaved?(): Promise<SavedEvent | undefined>;
  onSaved?(after: EventJson): void;
}

/** Creates or changes an event. What is typed is kept until it is saved or discarded. */
export function EventForm({ saved, fetchSaved, onSaved }: EventFormProps) {
  const { locale, api, notify, timeZone } = useOperate();
  const { words, language } = locale;
  const id = saved?.event.id;
  const untouched = (base?: SavedEvent) => (base ? draftOf(base.event, language) : newDraft(timeZone));
  const [kept] = useState(() => readKeptDraft(id, language));
  // As it was when the form opened: counts that change meanwhile must not undo what is being typed.
  const [{ draft, base }, set] = useState<Omit<KeptDraft, 'language'>>(
    () => kept ?? { draft: untouched(saved), base: saved },
  );
  const [problems, setProblems] = useState<Problems>({ fields: {} });
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useTitle(saved ? `${words.editEvent}: ${saved.event.name}` : words.createEvent);
  const isChanged = !sameDraft(draft, untouched(base));
  // Before the browser can do anything else, so that a reload right after a keystroke loses nothing.
  useLayoutEffect(() => keepDraft(id, isChanged ? { language, draft, base } : undefined), [draft, base]);
  const change = (part: Partial<EventDraft>) => set((now) => ({ ...now, draft: { ...now.draft, ...part } }));

  /** Puts what was typed on top of what others saved meanwhile, and says what that is. */
  const rebase = (fresh: SavedEvent) => {
    const [old, theirs] = [untouched(base), untouched(fresh)];
    setProblems(changesSince(draft, old, theirs, locale));
    set({ draft: rebaseDraft(draft, old, theirs), base: fresh });
  };
  useEffect(() => {
    if (kept?.base && saved && kept.base.etag !== saved.etag) rebase(saved);
  }, []);

  const showProblems = (found: Problems) => {
    setProblems(found);
    setBusy(false);
    focusSoon('[aria-invalid]', '.whole');
  };
  /** Focuses the first of these that there is, once they are rendered. */
  const focusSoon = (...selectors: string[]) =>
    setTimeout(() => {
      const found = selectors.map((selector) => form.current?.querySelector<HTMLElement>(selector));
      found.find((one) => one)?.focus();
    });

  const save = async () => {
    if (busy) return;
    const incomplete = incompleteTimes(form.current, locale);
    if (incomplete) {
      showProblems(incomplete);
      return;
    }
    setBusy(true);
    const eventId = draft.eventId.trim();
    // A change must not undo somebody else's, and a new event must not overwrite an existing one.
    const headers = base ? { ...(base.etag && { 'If-Match': base.etag }) } : { 'If-None-Match': '*' };
    try {
      const body = definitionOf(draft, language, base?.event);
      const path = `events/${encodeURIComponent(eventId) || '-'}`;
      const after = await api<EventJson>(path, { method: 'PUT', body, headers });
      keepDraft(id, undefined);
      onSaved?.(after);
      location.hash = `#/events/${eventId}`;
      notify(base ? words.saved : words.created);
    } catch (error) {
      const isOld = error instanceof Refused && error.problem.code === 'event_changed';
      const fresh = isOld ? await fetchSaved?.().catch(() => undefined) : undefined;
      if (!fresh) {
        showProblems(problemsOf(error, locale));
        return;
      }
      rebase(fresh);
      setBusy(false);
      focusSoon('.whole');
    }
  };
  return (
    <form ref={form} class="event-form" method="post" noValidate onSubmit={onSubmit(save)}>
      <h1 tabIndex={-1}>{base ? words.editEvent : words.createEvent}</h1>
      {kept && isChanged && !problems.whole && <p class="note">{words.unsaved}</p>}
      {problems.whole && (
        <div class="problem whole" role="alert" tabIndex={-1}>
          <p>{problems.whole}</p>
          {problems.changes && (
            <ul>
              {problems.changes.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      <EventFields {...{ draft, change, problems: problems.fields, before: base?.event }} />
      <TypeFields {...{ draft, change, problems: problems.fields }} />
      <div class="buttons">
        <a class="button" href={id === undefined ? '#/' : `#/events/${id}`}>
          {words.notNow}
        </a>
        {isChanged && (
          <button
            type="button"
            class="button"
            onClick={() => {
              set({ draft: untouched(base), base });
              setProblems({ fields: {} });
              focusSoon('h1');
            }}
          >
            {words.discard}
          </button>
        )}
        <button class="button main" disabled={busy}>
          {base ? words.save : words.create}
        </button>
      </div>
    </form>
  );
}
