import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { sentenceOf, useDesk } from './desk';

/** Says what will happen and asks whether it should. Closes by itself once it is done; the focus goes back to where it was. */
export function Confirm({
  title,
  says,
  confirm,
  grave = false,
  ready = true,
  act,
  onClose,
  children,
}: {
  title: string;
  says: string;
  /** What the button is called that does it. */
  confirm: string;
  /** It can't be taken back. */
  grave?: boolean;
  ready?: boolean;
  act(): Promise<void>;
  onClose(): void;
  children?: ComponentChildren;
}) {
  const { locale } = useDesk();
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async () => {
    // A second press while it is under way does nothing twice.
    if (busy || !ready) return;
    setBusy(true);
    setProblem('');
    try {
      await act();
      dialog.current?.close();
    } catch (error) {
      setProblem(sentenceOf(error, locale));
      setBusy(false);
    }
  };
  return (
    <dialog
      ref={dialog}
      class="card"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-says`}
      onClose={onClose}
    >
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        <p id={`${id}-says`}>{says}</p>
        {children}
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            {locale.words.keep}
          </button>
          <button class={grave ? 'main grave' : 'main'} disabled={busy || !ready}>
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
