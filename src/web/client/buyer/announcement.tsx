import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventJson } from '../api';
import type { Locale } from '../i18n';
import { endTitle } from './ended';
import { STAGE_HEADING } from './panel';
import type { Stage } from './stage';

interface AnnouncementProps {
  locale: Locale;
  stage: Stage;
  event: EventJson;
}

/** Announces each new stage: to a screen reader, in the tab's title, and by the focus where it has lost its place. */
export function Announcement({ locale, stage, event }: AnnouncementProps) {
  const [announced, setAnnounced] = useState('');
  const before = useRef('');
  const current = `${stage.name} ${stage.preOrder?.id ?? ''}`;
  const text = stageText(locale, stage);
  useEffect(() => {
    document.title = text ? `${text} · ${event.name}` : event.name;
    if (before.current && before.current !== current) {
      setAnnounced(text);
      // What had the focus is gone with the stage before; a focus elsewhere stays there.
      const focused = document.activeElement;
      if (!focused || focused === document.body || focused.closest('.story, dialog'))
        document.getElementById(STAGE_HEADING)?.focus();
    }
    before.current = current;
  }, [current, text, event.name]);
  return (
    <p class="unseen" role="status">
      {announced}
    </p>
  );
}

/** The stage in a few words; '' for a buyer without an order. */
function stageText(locale: Locale, { name, preOrder }: Stage): string {
  const { words, number } = locale;
  switch (name) {
    case 'draw':
      return words.inDraw;
    case 'in_line': {
      const ahead = preOrder.line?.ahead ?? 0;
      return ahead === 0 ? words.youAreNext : `${number(ahead)} ${words.ahead(ahead)}`;
    }
    case 'called':
      return words.yourTurn;
    case 'held':
      return words.reserved;
    case 'checking_out':
      return words.orderAccepted;
    case 'sold':
      return words.bought;
    case 'ended':
      return endTitle(locale, preOrder);
    case 'sold_out':
      return words.soldOut;
    default:
      return '';
  }
}
