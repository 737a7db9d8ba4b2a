import type { PreOrderJson } from '../api';
import type { Locale } from '../i18n';
import { PAYMENT_WORDS } from '../i18n/payment';
import { refundingCents } from './money';

/** What becomes of the money of an order that wasn't paid in time. */
export function LatePayment({ locale, preOrder }: { locale: Locale; preOrder: PreOrderJson }) {
  const words = PAYMENT_WORDS[locale.language];
  const { payment, currency } = preOrder;
  if (!payment) return null;
  const money = (cents: number) => locale.money(cents, currency);
  const unknown = <p>{words.askingProvider}</p>;
  const late = <p>{words.arrivedLate}</p>;
  const notCharged = <p>{locale.words.notCharged}</p>;
  const told = {
    ...{ open: unknown, processing: unknown, unknown, authorized: late, paid: late },
    ...{ declined: notCharged, cancelled: notCharged, expired: notCharged },
    refunding: <p>{words.refunding(money(refundingCents(preOrder)))}</p>,
    refunded: <p>{words.refunded(money(payment.refundedCents))}</p>,
    partly_refunded: <p>{words.refunded(money(payment.refundedCents))}</p>,
  };
  const isGivenBack = payment.refundedCents > 0 || payment.status === 'refunding';
  return (
    <div class="late" role="status">
      {told[payment.status]}
      {!isGivenBack && preOrder.reason === 'payment_not_completed' && <p>{words.ifPaid}</p>}
    </div>
  );
}
