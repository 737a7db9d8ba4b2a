import { useState } from 'preact/hooks';
import { Button } from './panel';
import type { StageProps } from './stage-props';

interface ReleaseButtonProps extends Pick<StageProps, 'purchase' | 'actions'> {
  /** What the button does, before and after the question. */
  label: string;
  question: string;
  /** What the other answer does. */
  keepLabel: string;
}

/** Always the same function, so that it is called once and not at each tick of a countdown around it. */
const takeFocus = (element: HTMLElement | null) => element?.focus();

const focusButton = (element: HTMLElement | null) => element?.querySelector('button')?.focus();

/** Gives up a place or tickets, which can't be undone: asks once more, in place. */
export function ReleaseButton({ label, question, keepLabel, purchase, actions }: ReleaseButtonProps) {
  const { pending } = purchase;
  const [asking, setAsking] = useState<boolean>();
  if (!asking)
    return (
      // After the other answer the focus is back on the button.
      <div class="confirm" key="label" ref={asking === false ? focusButton : null}>
        <Button kind="quiet" disabled={!actions || pending === 'checkout'} onPress={() => setAsking(true)}>
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
        <Button kind="quiet" busy={pending === 'release'} onPress={() => actions?.release()}>
          {label}
        </Button>
        <Button kind="quiet" onPress={() => setAsking(false)}>
          {keepLabel}
        </Button>
      </div>
    </div>
  );
}
