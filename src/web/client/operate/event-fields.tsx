import type { EventJson } from '../api';
import { useOperate } from './context';
import type { DraftFieldsProps, TextField } from './draft';
import { Field, ID_INPUT, Problem } from '../field';
import { PaymentFields } from './payment-fields';
import { noteOf } from './time-notes';

interface EventFieldsProps extends DraftFieldsProps {
  /** The event as it was when the form opened; left out for a new one. */
  before: EventJson | undefined;
}

const ZONES = 'time-zones';

/** What concerns the whole event. */
export function EventFields({ draft, change, problems, before }: EventFieldsProps) {
  const { locale } = useOperate();
  const { words } = locale;
  const field = (name: TextField, input: object = {}) => (
    <Field
      key={name}
      name={name}
      label={words.fields[name]}
      hint={words.hints[name]}
      note={noteOf(name, draft, before, locale)}
      problem={problems[name]}
      value={draft[name]}
      onText={(text) => change({ [name]: text })}
      {...input}
    />
  );
  const check = (name: 'draw' | 'signIn') => (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          name={name}
          checked={draft[name]}
          aria-invalid={problems[name] ? 'true' : undefined}
          aria-describedby={problems[name] && `${name}-problem`}
          onChange={({ currentTarget }) => change({ [name]: currentTarget.checked })}
        />
        {words.fields[name]}
      </label>
      <Problem id={`${name}-problem`} text={problems[name]} />
    </div>
  );
  const time = { type: 'datetime-local', step: 'any' };
  const count = { inputMode: 'numeric' };
  return (
    <>
      <fieldset class="card">
        <legend>{words.details}</legend>
        {!before && field('eventId', ID_INPUT)}
        {field('name')}
        {field('venue')}
        {field('imageUrl', { inputMode: 'url', ...ID_INPUT })}
        {field('description', { isLong: true })}
      </fieldset>
      <fieldset class="card">
        <legend>{words.times}</legend>
        <p class="soft">{words.venueTimes}</p>
        {field('timeZone', { list: ZONES, ...ID_INPUT })}
        <datalist id={ZONES}>
          {zones().map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        {field('onSaleAt', time)}
        {field('closesAt', time)}
        {field('doorsOpenAt', time)}
        {field('startsAt', time)}
      </fieldset>
      <fieldset class="card">
        <legend>{words.rules}</legend>
        {field('maxPerBuyer', count)}
        {field('currency', { maxLength: 3, autocapitalize: 'characters' })}
        {field('holdSeconds', count)}
        {field('idleSeconds', count)}
        {field('presenceSeconds', count)}
        {check('draw')}
        {check('signIn')}
      </fieldset>
      <PaymentFields {...{ draft, change, problems, before }} />
    </>
  );
}

/** Suggestions; older browsers have none. */
const zones = (): string[] =>
  typeof Intl.supportedValuesOf === 'function' ? ['UTC', ...Intl.supportedValuesOf('timeZone')] : [];
