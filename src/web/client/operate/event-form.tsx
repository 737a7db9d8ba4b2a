import { useRef, useState } from 'preact/hooks';
import type { EventOperated } from './answers';
import { Refused } from './ask';
import { sentenceOf, useDesk } from './desk';
import { definitionOf, draftOf, NEW_DRAFT, type Draft } from './draft';
import { EventFields } from './event-fields';
import { problemsOf, type Problems } from './form-problems';
import { useTitle } from './title';
import { TypeFields } from './type-fields';

/** Creates an event, or changes the one that is given. */
export function EventForm({
  event,
  onSaved,
}: {
  event?: EventOperated;
  onSaved?(after: EventOperated): void;
}) {
  const { locale, ask, say } = useDesk();
  const { words, language } = locale;
  // What the form began with: a count that changes meanwhile must not take away what is being written.
  const [before] = useState(event);
  const [draft, setDraft] = useState<Draft>(() => (before ? draftOf(before, language) : NEW_DRAFT));
  useTitle(before ? `${words.edit}: ${before.name}` : words.createEvent);
  const [problems, setProblems] = useState<Problems>({ fields: {} });
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));

  const save = async () => {
    if (busy) return;
    setBusy(true);
    const id = draft.eventId.trim();
    try {
      const after = await ask<EventOperated>(`events/${encodeURIComponent(id) || '-'}`, {
        method: 'PUT',
        body: definitionOf(draft, language, before),
        // Somebody else's event of this id is not to be overwritten.
        headers: before ? {} : { 'If-None-Match': '*' },
      });
      onSaved?.(after);
      location.hash = `#/events/${id}`;
      say(before ? words.saved : words.created);
    } catch (error) {
      setProblems(
        error instanceof Refused
          ? problemsOf(error.problem, locale)
          : { fields: {}, whole: sentenceOf(error, locale) },
      );
      setBusy(false);
      // Once they are shown: the first one, else what concerns the whole.
      setTimeout(() =>
        (
          form.current?.querySelector<HTMLElement>('[aria-invalid]') ??
          form.current?.querySelector<HTMLElement>('.whole')
        )?.focus(),
      );
    }
  };
  return (
    <form
      ref={form}
      class="event-form"
      method="post"
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        void save();
      }}
    >
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
          {words.keep}
        </a>
        <button class="main" disabled={busy}>
          {before ? words.save : words.create}
        </button>
      </div>
    </form>
  );
}
