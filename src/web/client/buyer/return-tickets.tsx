import type { PreOrderJson } from '../api';
import { AskFirst } from '../ask-first';
import { PAYMENT_WORDS } from '../i18n/payment';
import { Time } from '../time';
import { useNow } from './countdown';
import { isReturnable, worthOf } from './money';
import type { StageProps } from './stage-props';

type ReturnProps = StageProps & { order: PreOrderJson };

/** Asks for the money of an order back, while the event allows it. */
export function ReturnTickets(props: ReturnProps) {
  const { refundableUntil } = props.purchase.event;
  return props.actions && refundableUntil ? <UntilTooLate {...props} until={refundableUntil} /> : null;
}

function UntilTooLate({ locale, purchase, clock, actions, order, until }: ReturnProps & { until: string }) {
  const { event, pending } = purchase;
  const words = PAYMENT_WORDS[locale.language];
  if (!isReturnable(order, useNow(clock, Date.parse(until)), until)) return null;
  return (
    <>
      <p class="soft small">
        {words.returnUntil} <Time locale={locale} at={until} zone={event.timeZone} />
      </p>
      <AskFirst
        label={words.returnTickets}
        question={words.returnQuestion(locale.money(worthOf(order, 'sold'), order.currency))}
        keepLabel={locale.words.keepTickets}
        busy={pending === 'refund'}
        disabled={pending !== null && pending !== 'refund'}
        onYes={() => actions?.refund(order.id)}
      />
    </>
  );
}
