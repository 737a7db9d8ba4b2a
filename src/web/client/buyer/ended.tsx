import type { PreOrderJson } from '../api';
import type { Locale } from '../i18n';
import { Button, Panel } from './panel';
import { RefusalNotice } from './notices';
import { canAskAgain, hasNoChoice } from './stage';
import type { PreOrderProps } from './stage-props';

/** Ended without tickets: why, and what can be done now. */
export function Ended({ locale, purchase, actions, preOrder }: PreOrderProps) {
  const { words } = locale;
  const { event, pending } = purchase;
  const canRetry = canAskAgain(purchase);
  const [type] = event.ticketTypes;
  const reason = reasonText(locale, preOrder);
  const retry = () => {
    if (hasNoChoice(event) && type) actions?.requestTickets([{ ticketType: type.id, quantity: 1 }]);
    else actions?.chooseAgain();
  };
  return (
    <Panel name="ended" tone="over" title={endTitle(locale, preOrder)}>
      {reason && <p class="large">{reason}</p>}
      <p>
        {preOrder.status !== 'cancelled' && words.notCharged}{' '}
        {canRetry ? words.canTryAgain : words.nothingToBuy}
      </p>
      <RefusalNotice locale={locale} purchase={purchase} />
      {canRetry && (
        <Button kind="main" busy={pending === 'request'} disabled={!actions} onPress={retry}>
          {words.tryAgain}
        </Button>
      )}
    </Panel>
  );
}

/** How it ended, in a few words. */
export function endTitle({ words }: Locale, { status, reason }: PreOrderJson): string {
  if (reason === 'event_cancelled') return words.eventCancelled;
  if (reason === 'given_back') return status === 'refused' ? words.leftLine : words.releasedTickets;
  return status === 'refused' ? words.noTickets : words.noLongerReserved;
}

function reasonText({ words }: Locale, { status, reason }: PreOrderJson): string {
  // Who left the line had no tickets to release.
  if (!reason || (status === 'refused' && reason === 'given_back')) return '';
  return words.reasons[reason];
}
