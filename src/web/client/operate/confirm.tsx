import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { onSubmit } from '../submit';
import { errorText, useOperate } from './context';
import { Problem } from '../field';

interface ConfirmProps {
  /** What it does; also the label of the button that does it. */
  title: string;
  /** What will happen. */
  explanation: string;
  /** The label of the button that doesn't. */
  keepLabel?: string;
  /** It can't be undone. */
  grave?: boolean;
  ready: boolean;
  act(): Promise<void>;
  onClose(): void;
  children?: ComponentChildren;
}

/** Says what will happen and asks whether it should. Closes once it is done; then the focus is back where it was. */
export function Confirm(props: ConfirmProps) {
  const { title, explanation, keepLabel, grave = false, ready, act, onClose, children } = props;
  const { locale } = useOperate();
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async () => {
    if (busy || !ready) return;
    setBusy(true);
    setProblem('');
    try {
      await act();
      dialog.current?.close();
    } catch (error) {
      setProblem(errorText(error, locale));
      setBusy(false);
    }
  };
  return (
    <dialog
      ref={dialog}
      class="card"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-explanation`}
      onClose={onClose}
    >
      <form method="dialog" onSubmit={onSubmit(submit)}>
        <h2 id={`${id}-title`}>{title}</h2>
        <p id={`${id}-explanation`}>{explanation}</p>
        {children}
        <Problem text={problem} />
        <div class="buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {keepLabel ?? locale.words.goBack}
          </button>
          <button class={grave ? 'button main grave' : 'button main'} disabled={busy || !ready}>
            {title}
          </button>
        </div>
      </form>
    </dialog>
  );
}
