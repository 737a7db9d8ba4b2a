import { useState } from 'preact/hooks';
import { ActivityCheck } from './activity-check';
import { Countdown, durationText, useNow } from './countdown';
import { Deadline } from './deadline';
import { Declined } from './declined';
import { PaymentRefusal } from './notices';
import { OrderSummary } from './order-summary';
import { PayButtons } from './pay-buttons';
import { Panel } from './panel';
import { ReadOut } from './read-out';
import { ReleaseButton } from './release-button';
import { endsByIdling, warnsBefore } from './stage';
import type { PreOrderProps } from './stage-props';

/** When the time that is left is read out, in seconds. */
export const READ_OUT = [300, 120, 60, 30];

/** Nothing to do but wait a moment: called with the tickets set aside, or bought and not recorded yet. */
export function Certain({ locale, purchase, actions, preOrder }: PreOrderProps) {
  const { words } = locale;
  const called = preOrder.status === 'called';
  return (
    <Panel name={preOrder.status} tone="yours" title={called ? words.yourTurn : words.orderAccepted}>
      <p class="large">
        {called ? words.yourTurnExplained : words.orderAcceptedExplained}{' '}
        {actions && !called && words.ticketsAppear}
      </p>
      <PaymentRefusal locale={locale} purchase={purchase} />
      <OrderSummary locale={locale} event={purchase.event} order={preOrder} />
    </Panel>
  );
}

/** Held: what, for how much, for how long and why, and the payment. */
export function Hold(props: PreOrderProps) {
  const { locale, purchase, clock, actions, preOrder } = props;
  const { words } = locale;
  const { event, pending } = purchase;
  const { expiresAt = preOrder.serverTime, holdEndsAt = expiresAt } = preOrder;
  // Activity moves `expiresAt`, which only the question shows: a countdown that jumps would be of no use.
  // After a payment that was declined there may be more time than the hold had.
  const endsAt = endsByIdling(preOrder) ? holdEndsAt : expiresAt;
  const until = Date.parse(endsAt);
  const now = useNow(clock, until);
  const left = until - now;
  const untilIdle = Date.parse(expiresAt) - now;
  const [answeredFor, setAnsweredFor] = useState('');
  const asks =
    untilIdle > 0 &&
    untilIdle <= warnsBefore(event) &&
    endsByIdling(preOrder) &&
    pending !== 'checkout' &&
    answeredFor !== preOrder.expiresAt;
  return (
    <Panel name="held" tone="yours" title={words.reserved}>
      {event.status === 'paused' && <p class="note">{words.pausedReserved}</p>}
      {!actions ? (
        <Deadline {...{ locale, zone: event.timeZone }} label={words.reservedUntil} at={endsAt} />
      ) : untilIdle > 0 ? (
        <Countdown locale={locale} label={words.timeLeft} ms={left} urgent={left <= 60_000} />
      ) : (
        <p class="large">{words.timeIsUp}</p>
      )}
      <ReadOut
        marks={READ_OUT}
        value={Math.round(left / 1_000)}
        textOf={(seconds) => words.timeLeftToBuy(durationText(locale, seconds * 1_000))}
      />
      <Declined locale={locale} payment={preOrder.payment} />
      <OrderSummary {...{ locale, event }} order={preOrder} />
      <PaymentRefusal locale={locale} purchase={purchase} />
      <PayButtons {...props} />
      <p class="soft small">
        {words.timeIsLimited}{' '}
        {endsByIdling(preOrder) && words.idleExplained(durationText(locale, event.idleSeconds * 1_000))}
      </p>
      <ReleaseButton
        {...{ purchase, actions }}
        label={words.releaseTickets}
        question={words.releaseQuestion}
        keepLabel={words.keepTickets}
      />
      <ActivityCheck
        locale={locale}
        open={asks}
        ms={untilIdle}
        onAnswer={() => {
          setAnsweredFor(preOrder.expiresAt ?? '');
          actions?.confirmActive();
        }}
      />
    </Panel>
  );
}
