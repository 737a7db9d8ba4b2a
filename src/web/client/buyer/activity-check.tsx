import { useEffect, useRef } from 'preact/hooks';
import type { Locale } from '../i18n';
import { durationText } from './countdown';
import { Button } from '../button';

interface ActivityCheckProps {
  locale: Locale;
  open: boolean;
  /** What is left, in milliseconds. */
  ms: number;
  onAnswer(): void;
}

/** Asks before the hold ends by inactivity. It takes the focus, so a screen reader reads it; closing it is a yes, too. */
export function ActivityCheck({ locale, open, ms, onAnswer }: ActivityCheckProps) {
  const { words } = locale;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      class="card"
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
        {durationText(locale, ms)}
      </p>
      <Button kind="main" onPress={onAnswer}>
        {words.yesKeepTickets}
      </Button>
    </dialog>
  );
}
