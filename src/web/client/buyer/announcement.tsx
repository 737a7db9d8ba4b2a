import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventShown } from '../api';
import type { Locale } from '../i18n';
import { titleOf } from './ended';
import { HEADING } from './panel';
import type { Stage } from './stage';

interface AnnouncementProps {
  locale: Locale;
  stage: Stage;
  event: EventShown;
}

/** Tells of each new stage: to a screen reader, in the tab's title, and by the focus where it has lost its place. */
export function Announcement({ locale, stage, event }: AnnouncementProps) {
  const [said, setSaid] = useState('');
  const before = useRef('');
  const what = `${stage.name} ${stage.preOrder?.id ?? ''}`;
  const sentence = sentenceOf(locale, stage);
  useEffect(() => {
    document.title = sentence ? `${sentence} · ${event.name}` : event.name;
    if (before.current && before.current !== what) {
      setSaid(sentence);
      // What had the focus went with the stage before; somebody who is elsewhere stays there.
      const at = document.activeElement;
      if (!at || at === document.body || at.closest('.story, dialog'))
        document.getElementById(HEADING)?.focus();
    }
    before.current = what;
  }, [what, sentence, event.name]);
  return (
    <p class="unseen" role="status">
      {said}
    </p>
  );
}

/** Where they are, in a few words; '' where they have nothing yet. */
function sentenceOf(locale: Locale, { name, preOrder }: Stage): string {
  const { words, number } = locale;
  switch (name) {
    case 'draw':
      return words.youAreInTheDraw;
    case 'in_line': {
      const ahead = preOrder.line?.ahead ?? 0;
      return ahead === 0 ? words.youAreNext : `${number(ahead)} ${words.ahead(ahead)}`;
    }
    case 'called':
      return words.yoursBeingMadeReady;
    case 'held':
      return words.heldForYou;
    case 'checking_out':
      return words.purchaseAccepted;
    case 'sold':
      return words.yoursNow;
    case 'ended':
      return titleOf(locale, preOrder);
    case 'sold_out':
      return words.soldOut;
    default:
      return '';
  }
}
