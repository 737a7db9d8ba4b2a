import { useState } from 'preact/hooks';
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
  const [chosen, setChosen] = useState<Record<string, number>>(() =>
    // With one type the only question is how many.
    ticketTypes.length === 1 && ticketTypes[0] ? { [ticketTypes[0].id]: 1 } : {},
  );
  const most = allowance(purchase);
  const lines = ticketTypes
    .map((type) => ({ type, quantity: chosen[type.id] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
  const total = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const waits = lines.some(({ type, quantity }) => type.available < quantity);
  const draws = event.status === 'scheduled';
  const label = draws ? words.enterDraw : waits ? words.joinLine : words.reserveTickets;
  const noChoice = hasNoChoice(event);
  const items = lines.map(({ type: { id, priceCents }, quantity }) => ({
    ...{ ticketType: id, quantity, unitPriceCents: priceCents },
  }));
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
            const quantity = chosen[type.id] ?? 0;
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
          <OrderSummary
            {...{ locale, event }}
            order={{ items, currency: ticketTypes[0]?.currency ?? 'BRL' }}
          />
        )}
        <RefusalNotice locale={locale} purchase={purchase} />
        <Button kind="main" busy={pending === 'request'} disabled={!actions || total === 0}>
          {pending === 'request'
            ? noChoice
              ? words.requestingTicket
              : words.oneMoment
            : total > 0
              ? label(total)
              : words.chooseAtLeastOne}
        </Button>
      </form>
      <p class="soft small">
        {!noChoice && words.canBuy(most)} {draws ? words.drawExplained : words.lineExplained}
      </p>
    </Panel>
  );
}
