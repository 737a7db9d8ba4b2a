import { useState } from 'preact/hooks';
import { Button } from './panel';

interface ConfirmedProps {
  label: string;
  question: string;
  yes: string;
  no: string;
  busy: boolean;
  disabled: boolean;
  onYes(): void;
}

/** Always the same function, so that it is called once and not at each tick of a countdown around it. */
const takeFocus = (element: HTMLElement | null) => element?.focus();

const focusButton = (element: HTMLElement | null) => element?.querySelector('button')?.focus();

/** A press that can't be taken back: asks once more, in place. */
export function Confirmed({ label, question, yes, no, busy, disabled, onYes }: ConfirmedProps) {
  const [asking, setAsking] = useState<boolean>();
  if (!asking)
    return (
      // Who said no is back where they were.
      <div class="confirm" key="label" ref={asking === false ? focusButton : null}>
        <Button kind="quiet" disabled={disabled} onPress={() => setAsking(true)}>
          {label}
        </Button>
      </div>
    );
  return (
    <div class="confirm" key="asked" role="group" aria-label={question}>
      {/* What is asked is read out, since the button that was pressed is gone. */}
      <p tabIndex={-1} ref={takeFocus}>
        {question}
      </p>
      <div class="row">
        <Button kind="quiet" busy={busy} onPress={onYes}>
          {yes}
        </Button>
        <Button kind="quiet" onPress={() => setAsking(false)}>
          {no}
        </Button>
      </div>
    </div>
  );
}
