import type { Messages } from '../i18n/en';

interface StepperProps {
  words: Messages;
  /** Of the ticket type. */
  name: string;
  quantity: number;
  canAdd: boolean;
  /** The id of the text that says why no more can be added. */
  cannotAddBecause: string;
  disabled: boolean;
  onChange(quantity: number): void;
}

/** How many of a ticket type, one more or one less at a time. */
export function Stepper(props: StepperProps) {
  const { words, name, quantity, canAdd, cannotAddBecause, disabled, onChange } = props;
  const step = (by: number, label: string, sign: string, possible: boolean, because?: string) => (
    <button
      type="button"
      class="button"
      aria-label={label}
      disabled={disabled}
      aria-disabled={!possible}
      aria-describedby={possible ? undefined : because}
      onClick={() => possible && onChange(quantity + by)}
    >
      {sign}
    </button>
  );
  return (
    <span class="stepper" role="group" aria-label={words.quantity(name)}>
      {step(-1, words.removeOne(name), '−', quantity > 0)}
      <output aria-live="polite">{quantity}</output>
      {step(1, words.addOne(name), '+', canAdd, cannotAddBecause)}
    </span>
  );
}
