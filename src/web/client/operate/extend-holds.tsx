import { useState } from 'preact/hooks';
import type { EventOperated } from './answers';
import { Confirm } from './confirm';
import { useDesk } from './desk';
import { Field } from './field';

/** More time for everybody who holds tickets now. */
export function ExtendHolds({
  event,
  done,
  onClose,
}: {
  event: EventOperated;
  done(after: EventOperated, sentence: string): void;
  onClose(): void;
}) {
  const { locale, ask } = useDesk();
  const { words, number } = locale;
  const [minutes, setMinutes] = useState('5');
  const seconds = Math.round(Number(minutes.replace(',', '.')) * 60);
  const held = event.ticketTypes.reduce((total, type) => total + type.held, 0);
  return (
    <Confirm
      title={words.extend}
      says={words.extendSays(number(held))}
      confirm={words.extendDo}
      ready={seconds >= 1 && seconds <= 86_400}
      act={async () => {
        const path = `events/${event.id}/extend`;
        const after = await ask<EventOperated>(path, { method: 'POST', body: { seconds } });
        done(after, words.extended(number(seconds / 60)));
      }}
      onClose={onClose}
    >
      <Field name="minutes" label={words.extendBy}>
        <input
          inputMode="decimal"
          autocomplete="off"
          value={minutes}
          onInput={({ currentTarget }) => setMinutes(currentTarget.value)}
        />
      </Field>
    </Confirm>
  );
}
