import type { ComponentChildren } from 'preact';
import type { PreOrderJson } from '../api';
import type { Locale } from '../i18n';
import { PAYMENT_WORDS } from '../i18n/payment';
import { Time } from '../time';
import { OrderMoney } from './order-money';
import { OrderSummary, TypeName } from './order-summary';
import { ReturnTickets } from './return-tickets';
import { wasBought } from './stage';
import type { StageProps } from './stage-props';

interface EarlierOrdersProps extends StageProps {
  /** The pre-order that the stage shows. */
  shown: PreOrderJson | undefined;
}

/** What was bought apart from what the stage shows, each order with its own total; nothing where there is none. */
export function EarlierOrders({ shown, ...props }: EarlierOrdersProps) {
  const { locale, purchase } = props;
  const orders = purchase.mine.filter((one) => wasBought(one) && one.id !== shown?.id);
  if (orders.length === 0) return null;
  return (
    <section class="card" aria-labelledby="earlier">
      <h2 id="earlier">{locale.words.earlierOrders}</h2>
      <ul class="orders">
        {orders.map((order) => (
          <li key={order.id}>
            <Order {...{ locale, purchase, order }}>
              <ReturnTickets {...props} order={order} />
            </Order>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface OrderProps extends Pick<StageProps, 'locale' | 'purchase'> {
  order: PreOrderJson;
  /** What can be done with it. */
  children?: ComponentChildren;
}

/** An order's tickets and what they cost; those that are no longer valid are there as a record. */
export function Order({ locale, purchase: { event }, order, children }: OrderProps) {
  const { words } = locale;
  const cancelled = order.status === 'cancelled';
  return (
    <div class="order">
      <p>
        {words.orderNumber} <strong class="whole-word">{order.orderNumber}</strong>
      </p>
      {order.closedAt && (
        <p class="soft small">
          {closedLabel(locale, order)} <Time locale={locale} at={order.closedAt} zone={event.timeZone} />
        </p>
      )}
      <ul class="tickets">
        {order.tickets.map(({ id, ticketType, code, status }) => {
          const notValid = cancelled ? words.ticketCancelled : givenBackText(locale, status);
          return (
            <li class="ticket" key={id} data-cancelled={notValid ? '' : undefined}>
              {notValid && <strong class="small">{notValid}</strong>}
              <span class="name">
                <TypeName event={event} id={ticketType} />
              </span>
              <span class="small">{words.code}</span>
              <span class="code-line">{(code ?? '').replace(/(.{5})(?=.)/g, '$1 ')}</span>
            </li>
          );
        })}
      </ul>
      <OrderSummary {...{ locale, event, order }} />
      <OrderMoney {...{ locale, order }} />
      {children}
    </div>
  );
}

/** What happened when the order was closed. */
function closedLabel({ words, language }: Locale, { status }: PreOrderJson): string {
  if (status === 'refunded') return PAYMENT_WORDS[language].refundedAt;
  return status === 'cancelled' ? words.cancelledAt : words.boughtAt;
}

/** Why a ticket is no longer valid; undefined for one that is. */
function givenBackText({ language }: Locale, status: string): string | undefined {
  const words = PAYMENT_WORDS[language];
  if (status === 'refunding') return words.notValidRefunding;
  return status === 'refunded' ? words.notValidRefunded : undefined;
}
