import { useState } from 'preact/hooks';
import { Button } from './button';

interface AskFirstProps {
  /** What the button does, before and after the question. */
  label: string;
  /** For screen readers, where the label alone doesn't say what of. */
  name?: string;
  question: string;
  /** What the other answer does. */
  keepLabel: string;
  busy: boolean;
  disabled: boolean;
  onYes(): void;
}

/** Always the same function, so that it is called once and not at each tick of a countdown around it. */
const takeFocus = (element: HTMLElement | null) => element?.focus();

const focusButton = (element: HTMLElement | null) => element?.querySelector('button')?.focus();

/** A button for what can't be undone: asks once more, in place. */
export function AskFirst({ label, name, question, keepLabel, busy, disabled, onYes }: AskFirstProps) {
  const [asking, setAsking] = useState<boolean>();
  if (!asking)
    return (
      // After the other answer the focus is back on the button.
      <div class="confirm" key="label" ref={asking === false ? focusButton : null}>
        <Button kind="quiet" name={name} disabled={disabled} onPress={() => setAsking(true)}>
          {label}
        </Button>
      </div>
    );
  return (
    <div class="confirm" key="asked" role="group" aria-label={question}>
      {/* The pressed button is gone, so the question takes the focus and is read out. */}
      <p tabIndex={-1} ref={takeFocus}>
        {question}
      </p>
      <div class="row">
        <Button kind="quiet" busy={busy} onPress={onYes}>
          {label}
        </Button>
        <Button kind="quiet" onPress={() => setAsking(false)}>
          {keepLabel}
        </Button>
      </div>
    </div>
  );
}
