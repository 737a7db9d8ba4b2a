import { useOperate } from './context';
import type { EventDraft, TextField } from './draft';
import { Field, ID_INPUT, Problem } from './field';

export interface DraftFieldsProps {
  draft: EventDraft;
  change(part: Partial<EventDraft>): void;
  /** By the field's name. */
  problems: Record<string, string>;
}

/** What concerns the whole event. */
export function EventFields({ draft, change, problems, isNew }: DraftFieldsProps & { isNew: boolean }) {
  const { words } = useOperate().locale;
  const field = (name: TextField, input: object = {}) => (
    <Field
      key={name}
      name={name}
      label={words.fields[name]}
      hint={words.hints[name]}
      problem={problems[name]}
      value={draft[name]}
      onText={(text) => change({ [name]: text })}
      {...input}
    />
  );
  const time = { type: 'datetime-local', step: 'any' };
  const count = { inputMode: 'numeric' };
  return (
    <>
      <fieldset class="card">
        <legend>{words.details}</legend>
        {isNew && field('eventId', ID_INPUT)}
        {field('name')}
        {field('venue')}
      </fieldset>
      <fieldset class="card">
        <legend>{words.times}</legend>
        <p class="soft">{words.timeZone(Intl.DateTimeFormat().resolvedOptions().timeZone)}</p>
        {field('onSaleAt', time)}
        {field('closesAt', time)}
        {field('startsAt', time)}
      </fieldset>
      <fieldset class="card">
        <legend>{words.rules}</legend>
        {field('maxPerBuyer', count)}
        {field('currency', { maxLength: 3, autocapitalize: 'characters' })}
        {field('holdSeconds', count)}
        {field('idleSeconds', count)}
        {field('presenceSeconds', count)}
        <div class="field">
          <label class="check">
            <input
              type="checkbox"
              name="draw"
              checked={draft.draw}
              aria-invalid={problems['draw'] ? 'true' : undefined}
              aria-describedby={problems['draw'] && 'draw-problem'}
              onChange={({ currentTarget }) => change({ draw: currentTarget.checked })}
            />
            {words.fields.draw}
          </label>
          <Problem id="draw-problem" text={problems['draw']} />
        </div>
      </fieldset>
    </>
  );
}
