import type { PreOrderJson } from '../api';
import { Time } from '../time';
import { OrderSummary, TypeName } from './order-summary';
import { Button, Panel } from './panel';
import { canAskAgain } from './stage';
import type { PreOrderProps, StageProps } from './stage-props';

/** Bought: the tickets with their codes for the entrance. */
export function Sold({ locale, purchase, actions, preOrder }: PreOrderProps) {
  const { words } = locale;
  return (
    <Panel name="sold" tone="yours" title={words.bought}>
      <p>{words.showCodes}</p>
      <Order {...{ locale, purchase }} order={preOrder} />
      {canAskAgain(purchase) && (
        <Button kind="quiet" disabled={!actions} onPress={() => actions?.chooseAgain()}>
          {words.buyMore}
        </Button>
      )}
    </Panel>
  );
}

type OrdersProps = Pick<StageProps, 'locale' | 'purchase'>;

interface EarlierOrdersProps extends OrdersProps {
  /** The pre-order that the stage shows. */
  shown: PreOrderJson | undefined;
}

/** What was bought apart from what the stage shows, each order with its own total; nothing where there is none. */
export function EarlierOrders({ locale, purchase, shown }: EarlierOrdersProps) {
  const orders = purchase.mine.filter(({ id, status }) => status === 'sold' && id !== shown?.id);
  if (orders.length === 0) return null;
  return (
    <section class="card" aria-labelledby="earlier">
      <h2 id="earlier">{locale.words.earlierOrders}</h2>
      <ul class="orders">
        {orders.map((order) => (
          <li key={order.id}>
            <Order {...{ locale, purchase, order }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** An order's tickets and what they cost. */
function Order({ locale, purchase: { event }, order }: OrdersProps & { order: PreOrderJson }) {
  const { words } = locale;
  return (
    <div class="order">
      {order.closedAt && (
        <p class="soft small">
          {words.boughtAt} <Time locale={locale} at={order.closedAt} zone={event.timeZone} />
        </p>
      )}
      <ul class="tickets">
        {order.tickets.map(({ id, ticketType, code }) => (
          <li class="ticket" key={id}>
            <span class="name">
              <TypeName event={event} id={ticketType} />
            </span>
            <span class="small">{words.code}</span>
            <span class="code-line">{(code ?? '').replace(/(.{5})(?=.)/g, '$1 ')}</span>
          </li>
        ))}
      </ul>
      <OrderSummary {...{ locale, event, order }} />
    </div>
  );
}
