import type { ComponentChildren } from 'preact';
import type { Locale } from '../i18n';

/** The heading of what is shown now; it gets the focus when that changes. */
export const HEADING = 'now';

export type Tone = 'plain' | 'waiting' | 'yours' | 'over';

interface PanelProps {
  /** Which face it is; tests and styles find it by this. */
  name: string;
  tone: Tone;
  title: string;
  children: ComponentChildren;
}

/** One face of the page: its heading, and what can be seen and done. */
export function Panel({ name, tone, title, children }: PanelProps) {
  return (
    <section class="card panel" data-stage={name} data-tone={tone} aria-labelledby={HEADING}>
      <h2 id={HEADING} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}

interface ButtonProps {
  kind: 'main' | 'quiet';
  /** Its own press waits for an answer. */
  busy?: boolean;
  disabled?: boolean;
  onPress?: (() => void) | undefined;
  children: ComponentChildren;
}

/** A press. While it waits for an answer it keeps the focus, and pressing again does nothing. */
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

/** Items with their prices and what they come to. */
export function Bill({ locale, lines, currency }: { locale: Locale; lines: BillLine[]; currency: string }) {
  const { words, money } = locale;
  const total = lines.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0);
  return (
    <dl class="bill">
      {lines.map(({ name, quantity, unitPriceCents }) => (
        <div key={name}>
          <dt>
            <span class="times">{quantity}&nbsp;×</span> {name}
          </dt>
          <dd>{money(quantity * unitPriceCents, currency)}</dd>
        </div>
      ))}
      <div class="sum">
        <dt>{words.total}</dt>
        <dd>{money(total, currency)}</dd>
      </div>
    </dl>
  );
}

export interface BillLine {
  name: string;
  quantity: number;
  unitPriceCents: number;
}
