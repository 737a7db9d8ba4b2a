import { useState } from 'preact/hooks';
import { MOST_ATTEMPTS, type PaymentMethod } from '../../../domain/payment';
import { PAYMENT_WORDS } from '../i18n/payment';
import { Button } from '../button';
import type { PreOrderProps } from './stage-props';

/** How what is held can be paid, by the event's rule. */
export function PayButtons(props: PreOrderProps) {
  const { locale, purchase, actions, preOrder } = props;
  const { words } = locale;
  const { event, pending } = purchase;
  const payWords = PAYMENT_WORDS[locale.language];
  if (event.payment === 'external') return <p class="note">{payWords.paidElsewhere}</p>;
  if (event.payment === 'online' && preOrder.totalCents > 0) return <PayOnline {...props} />;
  const price = locale.money(preOrder.totalCents, preOrder.currency);
  const label = preOrder.totalCents === 0 ? words.getFreeTickets : words.pay(price);
  return (
    <Button
      kind="main"
      busy={pending === 'checkout'}
      disabled={!actions || pending === 'release'}
      onPress={() => actions?.checkout()}
    >
      {pending === 'checkout' ? words.completingPurchase : label}
    </Button>
  );
}

function PayOnline({ locale, purchase, actions, preOrder }: PreOrderProps) {
  const { pending } = purchase;
  const words = PAYMENT_WORDS[locale.language];
  const [pressed, setPressed] = useState<PaymentMethod>();
  if ((preOrder.payment?.attempt ?? 0) >= MOST_ATTEMPTS)
    return <p class="note warn">{words.triedTooOften(MOST_ATTEMPTS)}</p>;
  const price = locale.money(preOrder.totalCents, preOrder.currency);
  const pay = (method: PaymentMethod, label: string, busyLabel: string) => (
    <Button
      kind="main"
      busy={pending === 'checkout'}
      disabled={!actions || pending === 'release'}
      onPress={() => {
        setPressed(method);
        actions?.checkout(method);
      }}
    >
      {pending === 'checkout' && pressed === method ? busyLabel : label}
    </Button>
  );
  return (
    <div class="pay">
      {pay('card', words.payByCard(price), words.openingPage)}
      {preOrder.currency === 'BRL' && pay('pix', words.payByPix(price), words.creatingCode)}
    </div>
  );
}
