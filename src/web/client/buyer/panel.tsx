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
