import { useEffect, useRef } from 'preact/hooks';
import type { Locale } from '../i18n';
import { spoken } from './countdown';
import { Button } from './panel';

interface StillThereProps {
  locale: Locale;
  open: boolean;
  /** What is left, in milliseconds. */
  ms: number;
  onAnswer(): void;
}

/** Asks before the hold ends for want of activity. It takes the focus, so a screen reader reads it; any answer is a yes. */
export function StillThere({ locale, open, ms, onAnswer }: StillThereProps) {
  const { words } = locale;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby="still-there"
      aria-describedby="still-there-why"
      onCancel={(event) => {
        event.preventDefault();
        onAnswer();
      }}
    >
      <h2 id="still-there">{words.stillThere}</h2>
      <p id="still-there-why">{words.stillThereExplained}</p>
      <p class="digits" aria-hidden="true">
        {spoken(locale, ms)}
      </p>
      <Button kind="main" onPress={onAnswer}>
        {words.iAmHere}
      </Button>
    </dialog>
  );
}
