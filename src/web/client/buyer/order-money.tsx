import type { PreOrderJson } from '../api';
import type { Locale } from '../i18n';
import { PAYMENT_WORDS } from '../i18n/payment';
import { refundingCents } from './money';

/** How an order was paid, and what of it was or is being given back; nothing for one that wasn't paid here. */
export function OrderMoney({ locale, order }: { locale: Locale; order: PreOrderJson }) {
  const { payment, currency, status } = order;
  const words = PAYMENT_WORDS[locale.language];
  if (!payment) return null;
  const { method, amountCents, refundedCents } = payment;
  const money = (cents: number) => locale.money(cents, currency);
  const refunding = refundingCents(order);
  return (
    <>
      <p class="soft small">{method === 'pix' ? words.paidByPix : words.paidByCard}</p>
      {status === 'cancelled' && payment.status === 'paid' && <p>{words.willRefund(money(amountCents))}</p>}
      {refunding > 0 && <p>{words.refunding(money(refunding))}</p>}
      {refundedCents > 0 && <p>{words.refunded(money(refundedCents))}</p>}
    </>
  );
}
