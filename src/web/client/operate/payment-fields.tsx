import type { EventJson } from '../api';
import { Field, Problem } from '../field';
import { useOperate } from './context';
import type { DraftFieldsProps } from './draft';
import { RadioGroup } from './radio-group';
import { sumOf } from './sums';
import { noteOf } from './time-notes';

/** How tickets are paid, and until when buyers can ask for their money back. */
export function PaymentFields({
  draft,
  change,
  problems,
  before,
}: DraftFieldsProps & { before: EventJson | undefined }) {
  const { locale } = useOperate();
  const { words } = locale;
  const { payment } = draft;
  const isFixed = before !== undefined && ASKED_FOR.some((count) => sumOf(before, count) > 0);
  return (
    <fieldset class="card">
      <legend>{words.payment}</legend>
      {isFixed ? (
        <div>
          <p>
            <strong>{words.paymentRules[payment]}</strong>
          </p>
          <p class="soft small">{words.paymentFixed}</p>
        </div>
      ) : (
        <div class="field">
          <RadioGroup
            {...{ name: 'payment', legend: words.fields.payment, chosen: payment }}
            options={words.paymentRules}
            onChoose={(rule) => change({ payment: rule })}
            problem={problems['payment']}
          />
          <p class="soft small" aria-live="polite">
            {words.paymentHints[payment]}
          </p>
          <Problem id="payment-problem" text={problems['payment']} />
        </div>
      )}
      <Field
        {...{
          name: 'refundableUntil',
          label: words.fields.refundableUntil,
          type: 'datetime-local',
          step: 'any',
        }}
        hint={words.hints['refundableUntil']}
        note={noteOf('refundableUntil', draft, before, locale)}
        problem={problems['refundableUntil']}
        value={draft.refundableUntil}
        onText={(text) => change({ refundableUntil: text })}
      />
    </fieldset>
  );
}

/** Once somebody has tickets, the way to pay is fixed. The server knows also who only asked. */
const ASKED_FOR = ['held', 'sold', 'cancelled'] as const;
