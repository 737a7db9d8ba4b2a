import type { PreOrderShown } from '../api';
import type { Locale } from '../i18n';
import type { Shown } from './event-page';
import { Button, Panel } from './panel';
import { Refused } from './refused';
import { hasNoChoice } from './stage';

/** Over without tickets: why, and what can be done now. */
export function Ended({ locale, purchase, presses, more, preOrder }: Shown & EndedProps) {
  const { words } = locale;
  const { event, pending } = purchase;
  const [type] = event.ticketTypes;
  const again = () => {
    // With nothing to choose, again means asking.
    if (hasNoChoice(event) && type) presses?.ask([{ ticketType: type.id, quantity: 1 }]);
    else presses?.again();
  };
  return (
    <Panel name="ended" tone="over" title={titleOf(locale, preOrder)}>
      <p class="large">{preOrder.reason && reasonOf(locale, preOrder)}</p>
      <p>
        {preOrder.status !== 'cancelled' && words.nothingWasCharged}{' '}
        {more ? words.youCanJoinAgain : words.nothingMoreHere}
      </p>
      <Refused locale={locale} purchase={purchase} />
      {more && (
        <Button kind="main" busy={pending === 'ask'} disabled={!presses} onPress={again}>
          {words.joinAgain}
        </Button>
      )}
    </Panel>
  );
}

interface EndedProps {
  preOrder: PreOrderShown;
  /** Whether there is anything to ask for again. */
  more: boolean;
}

/** How it ended, in a few words. */
export function titleOf({ words }: Locale, { status, reason }: PreOrderShown): string {
  if (reason === 'event_cancelled') return words.eventCancelled;
  if (reason === 'given_back') return status === 'refused' ? words.youLeft : words.youGaveBack;
  return status === 'refused' ? words.noTickets : words.heldNoMore;
}

function reasonOf({ words }: Locale, { status, reason }: PreOrderShown): string {
  // Who left the line had nothing to give back.
  if (!reason || (status === 'refused' && reason === 'given_back')) return '';
  return words.reasons[reason];
}
