import { useState } from 'preact/hooks';
import type { EventOperated } from './answers';
import { Confirm } from './confirm';
import { useDesk } from './desk';
import { Field } from './field';

/** For good, so the event's id has to be typed: nobody does that by mistake. */
export function CancelEvent({
  event,
  done,
  onClose,
}: {
  event: EventOperated;
  done(after: EventOperated, sentence: string): void;
  onClose(): void;
}) {
  const { locale, ask } = useDesk();
  const { words } = locale;
  const [typed, setTyped] = useState('');
  return (
    <Confirm
      title={words.cancel}
      says={words.cancelSays}
      confirm={words.cancel}
      grave
      ready={typed.trim() === event.id}
      act={async () => {
        const after = await ask<EventOperated>(`events/${event.id}/cancel`, { method: 'POST' });
        done(after, words.cancelled);
      }}
      onClose={onClose}
    >
      <Field name="event-id" label={words.cancelType(event.id)}>
        <input
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </Field>
    </Confirm>
  );
}
