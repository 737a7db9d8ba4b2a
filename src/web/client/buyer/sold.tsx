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
      <TicketList locale={locale} purchase={purchase} />
      <OrderSummary locale={locale} event={purchase.event} order={preOrder} />
      {canAskAgain(purchase) && (
        <Button kind="quiet" disabled={!actions} onPress={() => actions?.chooseAgain()}>
          {words.buyMore}
        </Button>
      )}
    </Panel>
  );
}

type TicketsProps = Pick<StageProps, 'locale' | 'purchase'>;

/** What was bought before, below the current stage; nothing where there is none. */
export function EarlierTickets({ locale, purchase }: TicketsProps) {
  if (purchase.mine.every(({ status }) => status !== 'sold')) return null;
  return (
    <section class="card" aria-labelledby="yours">
      <h2 id="yours">{locale.words.yourTickets}</h2>
      <TicketList locale={locale} purchase={purchase} />
    </section>
  );
}

function TicketList({ locale, purchase: { event, mine } }: TicketsProps) {
  const tickets = mine.filter(({ status }) => status === 'sold').flatMap((one) => one.tickets);
  return (
    <ul class="tickets">
      {tickets.map(({ id, ticketType, code }) => (
        <li class="ticket" key={id}>
          <span class="name">
            <TypeName event={event} id={ticketType} />
          </span>
          <span class="small">{locale.words.code}</span>
          <span class="code-line">{(code ?? '').replace(/(.{5})(?=.)/g, '$1 ')}</span>
        </li>
      ))}
    </ul>
  );
}
