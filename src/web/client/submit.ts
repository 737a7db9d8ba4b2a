import type { TargetedSubmitEvent } from 'preact';

/** Handles a form's submit in place of the browser. */
export const onSubmit =
  (handle: (form: HTMLFormElement) => void | Promise<void>) =>
  (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void handle(event.currentTarget);
  };
