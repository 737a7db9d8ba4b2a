import type { PreOrderJson } from '../api';
import type { Locale } from '../i18n';
import { PAYMENT_WORDS } from '../i18n/payment';
import { LatePayment } from './late-payment';
import { RefusalNotice } from './notices';
import { Order } from './orders';
import { Button } from '../button';
import { Panel } from './panel';
import { canAskAgain, hasNoChoice, wasBought } from './stage';
import type { PreOrderProps } from './stage-props';

/** Ended without tickets, or with tickets of a cancelled event: why, and what can be done now. */
export function Ended({ locale, purchase, actions, preOrder }: PreOrderProps) {
  const { words } = locale;
  const { event, pending } = purchase;
  const canRetry = canAskAgain(purchase);
  const [type] = event.ticketTypes;
  const { status, reason, payment } = preOrder;
  const bought = wasBought(preOrder);
  // A buyer who left the line had no tickets to release.
  const explained = reason && !(status === 'refused' && reason === 'given_back');
  const retry = () => {
    if (hasNoChoice(event) && type) actions?.requestTickets([{ ticketType: type.id, quantity: 1 }]);
    else actions?.chooseAgain();
  };
  return (
    <Panel name="ended" tone="over" title={endTitle(locale, preOrder)}>
      {explained && <p class="large">{words.reasons[reason]}</p>}
      {bought && reason && <p>{payment ? PAYMENT_WORDS[locale.language].notValid : words.willBeRefunded}</p>}
      {bought && <Order {...{ locale, purchase }} order={preOrder} />}
      {!bought && <LatePayment {...{ locale, preOrder }} />}
      {status !== 'refunded' && (
        <p>
          {!bought && !payment && words.notCharged} {canRetry ? words.canTryAgain : words.nothingToBuy}
        </p>
      )}
      <RefusalNotice locale={locale} purchase={purchase} />
      {canRetry && (
        <Button
          kind={bought ? 'quiet' : 'main'}
          busy={pending === 'request'}
          disabled={!actions}
          onPress={retry}
        >
          {bought ? words.buyMore : words.tryAgain}
        </Button>
      )}
    </Panel>
  );
}

/** How it ended, in a few words. */
function endTitle({ words, language }: Locale, { status, reason }: PreOrderJson): string {
  if (status === 'refunded') return PAYMENT_WORDS[language].orderRefunded;
  if (reason === 'event_cancelled') return words.eventCancelled;
  if (reason === 'given_back') return status === 'refused' ? words.leftLine : words.releasedTickets;
  return status === 'refused' ? words.noTickets : words.noLongerReserved;
}
