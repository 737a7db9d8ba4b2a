import { PAYMENT_WORDS } from '../i18n/payment';
import { PaymentRefusal } from './notices';
import { Order } from './orders';
import { Button } from '../button';
import { Panel } from './panel';
import { ReturnTickets } from './return-tickets';
import { canAskAgain } from './stage';
import type { PreOrderProps } from './stage-props';

/** Bought: the tickets with their codes for the entrance. */
export function Sold(props: PreOrderProps) {
  const { locale, purchase, actions, preOrder } = props;
  const { words } = locale;
  const isReturned = preOrder.tickets.every(({ status }) => status !== 'sold');
  return (
    <Panel
      name="sold"
      tone={isReturned ? 'over' : 'yours'}
      title={isReturned ? PAYMENT_WORDS[locale.language].orderReturned : words.bought}
    >
      <PaymentRefusal locale={locale} purchase={purchase} />
      {!isReturned && <p>{words.showCodes}</p>}
      <Order {...{ locale, purchase }} order={preOrder}>
        <ReturnTickets {...props} order={preOrder} />
      </Order>
      {canAskAgain(purchase) && (
        <Button kind="quiet" disabled={!actions} onPress={() => actions?.chooseAgain()}>
          {words.buyMore}
        </Button>
      )}
    </Panel>
  );
}
