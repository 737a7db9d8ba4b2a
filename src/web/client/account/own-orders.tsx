import { isFinal } from '../../../domain/pre-order';
import { newPurchase } from '../buyer/purchase';
import { Order } from '../buyer/orders';
import { OrderSummary } from '../buyer/order-summary';
import { wasBought } from '../buyer/stage';
import type { Locale } from '../i18n';
import { ACCOUNT_WORDS } from '../i18n/account';
import { Time } from '../time';
import type { OwnOrder } from './account-data';

/** What the buyer has in all events: bought, or on its way. */
export function OwnOrders({ locale, orders }: { locale: Locale; orders: OwnOrder[] }) {
  const words = ACCOUNT_WORDS[locale.language];
  const shown = orders.filter(({ preOrder }) => wasBought(preOrder) || !isFinal(preOrder.status));
  return (
    <section class="card" aria-labelledby="orders">
      <h2 id="orders">{words.tickets}</h2>
      {shown.length === 0 ? (
        <p class="soft">{words.noTickets}</p>
      ) : (
        <ul class="orders">
          {shown.map((own) => (
            <li key={own.preOrder.id}>
              <Own {...{ locale, own }} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Own({ locale, own: { event, preOrder } }: { locale: Locale; own: OwnOrder }) {
  const words = ACCOUNT_WORDS[locale.language];
  const statuses: Record<string, string> = words.statuses;
  return (
    <article class="own-order">
      <h3>
        <a href={`/events/${event.id}`}>
          <bdi>{event.name}</bdi>
        </a>
      </h3>
      <p class="soft small">
        <bdi>{event.venue}</bdi> · <Time locale={locale} at={event.startsAt} zone={event.timeZone} />
      </p>
      {wasBought(preOrder) ? (
        <Order {...{ locale, order: preOrder }} purchase={newPurchase(event, [])} />
      ) : (
        <>
          <p>{statuses[preOrder.status]}</p>
          <OrderSummary {...{ locale, event }} order={preOrder} />
        </>
      )}
    </article>
  );
}
