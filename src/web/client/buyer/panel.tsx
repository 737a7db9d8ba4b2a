import type { ComponentChildren } from 'preact';

/** The id of the heading of the current stage; it gets the focus when the stage changes. */
export const STAGE_HEADING = 'stage';

interface PanelProps {
  /** Which stage it is; tests and styles find it by this. */
  name: string;
  tone: 'plain' | 'waiting' | 'yours' | 'over';
  title: string;
  children: ComponentChildren;
}

/** One stage of the page: its heading, and what can be seen and done. */
export function Panel({ name, tone, title, children }: PanelProps) {
  return (
    <section class="card panel" data-stage={name} data-tone={tone} aria-labelledby={STAGE_HEADING}>
      <h2 id={STAGE_HEADING} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}

interface ButtonProps {
  kind: 'main' | 'quiet';
  /** Its request waits for an answer. */
  busy?: boolean;
  disabled?: boolean;
  /** Left out for the button that submits a form. */
  onPress?: (() => void) | undefined;
  children: ComponentChildren;
}

/** While it waits for an answer it keeps the focus, and pressing it again does nothing. */
export function Button({ kind, busy = false, disabled = false, onPress, children }: ButtonProps) {
  return (
    <button
      type={onPress ? 'button' : 'submit'}
      class={`button ${kind}`}
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
