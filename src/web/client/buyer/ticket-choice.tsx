import { useState } from 'preact/hooks';
import type { TicketTypeJson } from '../api';
import { onSubmit } from '../submit';
import { UntilOpening } from './countdown';
import { OrderSummary } from './order-summary';
import { Button, Panel } from './panel';
import { RefusalNotice } from './notices';
import { allowance, hasNoChoice, isGone } from './stage';
import type { StageProps } from './stage-props';
import { Stepper } from './stepper';
import { TicketTypeRow } from './ticket-type-row';

/** What there is to buy and how many of it; the choice asks for the tickets. */
export function TicketChoice({ locale, purchase, clock, actions }: StageProps) {
  const { words } = locale;
  const { event, pending } = purchase;
  const { ticketTypes } = event;
  const [first, second] = ticketTypes;
  // With one type the only question is how many.
  const [chosen, setChosen] = useState<Record<string, number>>(first && !second ? { [first.id]: 1 } : {});
  const quantityOf = ({ id }: TicketTypeJson) => chosen[id] ?? 0;
  const most = allowance(purchase);
  const items = ticketTypes
    .map((type) => ({ ticketType: type.id, quantity: quantityOf(type), unitPriceCents: type.priceCents }))
    .filter(({ quantity }) => quantity > 0);
  const total = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const waits = ticketTypes.some((type) => type.available < quantityOf(type));
  const draws = event.status === 'scheduled';
  const noChoice = hasNoChoice(event);
  const labelOf = draws ? words.enterDraw : waits ? words.joinLine : words.reserveTickets;
  const label = total > 0 ? labelOf(total) : words.chooseAtLeastOne;
  const busyLabel = noChoice ? words.requestingTicket : words.oneMoment;
  const submit = () => {
    if (pending || total === 0) return;
    actions?.requestTickets(items.map(({ ticketType, quantity }) => ({ ticketType, quantity })));
  };
  return (
    <Panel name="choose" tone="plain" title={noChoice ? words.yourTickets : words.chooseTickets}>
      {draws && <UntilOpening {...{ locale, clock }} at={event.onSaleAt} />}
      <form onSubmit={onSubmit(submit)}>
        <ul class="types">
          {ticketTypes.map((type) => {
            const quantity = quantityOf(type);
            return (
              <TicketTypeRow key={type.id} {...{ locale, type }}>
                {!noChoice && !isGone(type) && (
                  <Stepper
                    {...{ words, name: type.name, quantity }}
                    disabled={!actions || pending !== null}
                    canAdd={total < most && quantity < type.capacity - type.sold}
                    onChange={(changed) => setChosen({ ...chosen, [type.id]: changed })}
                  />
                )}
              </TicketTypeRow>
            );
          })}
        </ul>
        {total > 0 && !noChoice && (
          <OrderSummary {...{ locale, event }} order={{ items, currency: first?.currency ?? 'BRL' }} />
        )}
        <RefusalNotice locale={locale} purchase={purchase} />
        <Button kind="main" busy={pending === 'request'} disabled={!actions || total === 0}>
          {pending === 'request' ? busyLabel : label}
        </Button>
      </form>
      <p class="soft small">
        {!noChoice && words.canBuy(most)} {draws ? words.drawExplained : words.lineExplained}
      </p>
    </Panel>
  );
}
