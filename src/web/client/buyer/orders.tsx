import type { PreOrderJson } from '../api';
import { Time } from '../time';
import { OrderSummary, TypeName } from './order-summary';
import { wasBought } from './stage';
import type { StageProps } from './stage-props';

type OrdersProps = Pick<StageProps, 'locale' | 'purchase'>;

interface EarlierOrdersProps extends OrdersProps {
  /** The pre-order that the stage shows. */
  shown: PreOrderJson | undefined;
}

/** What was bought apart from what the stage shows, each order with its own total; nothing where there is none. */
export function EarlierOrders({ locale, purchase, shown }: EarlierOrdersProps) {
  const orders = purchase.mine.filter((one) => wasBought(one) && one.id !== shown?.id);
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

/** An order's tickets and what they cost; those of a cancelled event are there as a record. */
export function Order({ locale, purchase: { event }, order }: OrdersProps & { order: PreOrderJson }) {
  const { words } = locale;
  const cancelled = order.status === 'cancelled';
  return (
    <div class="order">
      <p>
        {words.orderNumber} <strong class="whole-word">{order.orderNumber}</strong>
      </p>
      {order.closedAt && (
        <p class="soft small">
          {cancelled ? words.cancelledAt : words.boughtAt}{' '}
          <Time locale={locale} at={order.closedAt} zone={event.timeZone} />
        </p>
      )}
      <ul class="tickets">
        {order.tickets.map(({ id, ticketType, code }) => (
          <li class="ticket" key={id} data-cancelled={cancelled ? '' : undefined}>
            {cancelled && <strong class="small">{words.ticketCancelled}</strong>}
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
