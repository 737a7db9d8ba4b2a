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

/** A press that can't be taken back: asks once more, in place. */
export function Confirmed({ label, question, yes, no, busy, disabled, onYes }: ConfirmedProps) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button kind="quiet" disabled={disabled} onPress={() => setAsking(true)}>
        {label}
      </Button>
    );
  return (
    <div class="confirm" role="group" aria-label={question}>
      {/* What is asked is read out, since the button that was pressed is gone. */}
      <p tabIndex={-1} ref={(element) => element?.focus()}>
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
