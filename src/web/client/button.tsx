import type { ComponentChildren } from 'preact';

interface ButtonProps {
  kind: 'main' | 'quiet';
  /** Read out in place of the label. */
  name?: string | undefined;
  /** Its request waits for an answer. */
  busy?: boolean;
  disabled?: boolean;
  /** Left out for the button that submits a form. */
  onPress?: (() => void) | undefined;
  children: ComponentChildren;
}

/** While it waits for an answer it keeps the focus, and pressing it again does nothing. */
export function Button({ kind, name, busy = false, disabled = false, onPress, children }: ButtonProps) {
  return (
    <button
      type={onPress ? 'button' : 'submit'}
      class={`button ${kind}`}
      aria-label={name}
      disabled={disabled}
      aria-disabled={busy}
      data-busy={busy ? '' : undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
    </button>
  );
}
