import type { PreOrderShown } from '../api';
import type { Locale } from '../i18n';
import type { Shown } from './event-page';
import { Items, nameOf } from './items';
import { Button, Panel } from './panel';
import type { Purchase } from './purchase';

/** Accepted in time; being recorded. */
export function CheckingOut({ locale, purchase, preOrder }: Shown & { preOrder: PreOrderShown }) {
  const { words } = locale;
  return (
    <Panel name="checking_out" tone="yours" title={words.purchaseAccepted}>
      <p class="large">{words.beingRecorded}</p>
      <Items locale={locale} event={purchase.event} preOrder={preOrder} />
    </Panel>
  );
}

/** Bought: the tickets and what the entrance reads. */
export function Sold({ locale, purchase, presses, more, preOrder }: Shown & SoldProps) {
  const { words } = locale;
  return (
    <Panel name="sold" tone="yours" title={words.yoursNow}>
      <p>{words.showTheCode}</p>
      <TicketList locale={locale} purchase={purchase} />
      <Items locale={locale} event={purchase.event} preOrder={preOrder} />
      {more && (
        <Button kind="quiet" disabled={!presses} onPress={() => presses?.again()}>
          {words.buyMore}
        </Button>
      )}
    </Panel>
  );
}

interface SoldProps {
  preOrder: PreOrderShown;
  /** Whether there is more to ask for. */
  more: boolean;
}

/** What was bought before, below what goes on now; nothing where there is none. */
export function Tickets({ locale, purchase }: { locale: Locale; purchase: Purchase }) {
  if (purchase.mine.every(({ status }) => status !== 'sold')) return null;
  return (
    <section class="card" aria-labelledby="yours">
      <h2 id="yours">{locale.words.yourTickets}</h2>
      <TicketList locale={locale} purchase={purchase} />
    </section>
  );
}

function TicketList({ locale, purchase }: { locale: Locale; purchase: Purchase }) {
  const tickets = purchase.mine.filter(({ status }) => status === 'sold').flatMap((one) => one.tickets);
  return (
    <ul class="tickets">
      {tickets.map(({ id, ticketType, code }) => (
        <li class="ticket" key={id}>
          <span class="name">{nameOf(purchase.event, ticketType)}</span>
          <span class="soft small">{locale.words.code}</span>
          <span class="code-line">{(code ?? '').replace(/(.{5})(?=.)/g, '$1 ')}</span>
        </li>
      ))}
    </ul>
  );
}
