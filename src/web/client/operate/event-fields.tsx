import { useDesk } from './desk';
import type { Draft } from './draft';
import { Field } from './field';

type Text = Exclude<keyof Draft, 'draw' | 'types'>;

/** What concerns the whole event. */
export function EventFields({
  draft,
  change,
  problems,
  isNew,
}: {
  draft: Draft;
  change(part: Partial<Draft>): void;
  problems: Record<string, string>;
  isNew: boolean;
}) {
  const { words } = useDesk().locale;
  const field = (name: Text, input: object = {}) => (
    <Field
      key={name}
      name={name}
      label={words.fields[name as keyof typeof words.fields]}
      hint={words.hints[name]}
      problem={problems[name]}
    >
      <input
        autocomplete="off"
        value={draft[name]}
        onInput={({ currentTarget }) => change({ [name]: currentTarget.value })}
        {...input}
      />
    </Field>
  );
  const time = { type: 'datetime-local', step: 'any' };
  const count = { inputMode: 'numeric' };
  return (
    <>
      <fieldset class="card">
        <legend>{words.about}</legend>
        {isNew && field('eventId', { autocapitalize: 'off', spellcheck: false })}
        {field('name')}
        {field('venue')}
      </fieldset>
      <fieldset class="card">
        <legend>{words.times}</legend>
        <p class="soft">{words.zone(Intl.DateTimeFormat().resolvedOptions().timeZone)}</p>
        {field('onSaleAt', time)}
        {field('closesAt', time)}
        {field('startsAt', time)}
      </fieldset>
      <fieldset class="card">
        <legend>{words.rules}</legend>
        {field('maxPerBuyer', count)}
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
          {problems['draw'] && (
            <p id="draw-problem" class="problem" role="alert">
              {problems['draw']}
            </p>
          )}
        </div>
        {field('currency', { maxLength: 3, autocapitalize: 'characters' })}
      </fieldset>
    </>
  );
}
