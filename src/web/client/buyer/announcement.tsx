import { useEffect, useRef, useState } from 'preact/hooks';
import type { Locale } from '../i18n';
import { STAGE_HEADING } from './panel';
import { SAID_MS } from './read-out';
import type { Stage } from './stage';
import type { StageProps } from './stage-props';

/** Announces each new stage: to a screen reader, in the tab's title, and by the focus where it has lost its place. */
export function Announcement({ locale, stage, purchase }: StageProps & { stage: Stage }) {
  const { event } = purchase;
  const [announced, setAnnounced] = useState('');
  const before = useRef('');
  const current = `${stage.name} ${stage.preOrder?.id ?? ''}`;
  useEffect(() => {
    const heading = document.getElementById(STAGE_HEADING);
    const text = progressText(locale, stage) ?? heading?.textContent ?? '';
    document.title = text ? `${text} · ${event.name}` : event.name;
    if (before.current && before.current !== current) {
      setAnnounced(text);
      // What had the focus is gone with the stage before; a focus elsewhere stays there.
      const focused = document.activeElement;
      if (!focused || focused === document.body || focused.closest('.story, dialog')) heading?.focus();
    }
    before.current = current;
  });
  useEffect(() => {
    const timer = setTimeout(() => setAnnounced(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [announced]);
  return (
    <p class="unseen" role="status">
      {announced}
    </p>
  );
}

/** What says more than the stage's heading; '' for a buyer who can only wait or choose. */
function progressText({ words, number }: Locale, { name, preOrder }: Stage): string | undefined {
  const ahead = name === 'in_line' && preOrder.line?.ahead;
  if (ahead) return `${number(ahead)} ${words.ahead(ahead)}`;
  return preOrder || name === 'sold_out' ? undefined : '';
}
