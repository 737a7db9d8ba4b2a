import { onSubmit } from '../submit';
import { orderOf, useChoice } from './choice';
import { Opening } from './deadline';
import { Button } from '../button';
import { Panel } from './panel';
import { RefusalNotice } from './notices';
import { needsSignIn } from './purchase';
import { SignInFirst } from './sign-in-first';
import { allowance, hasNoChoice, isGone, leftOf, ticketsOf } from './stage';
import type { StageProps } from './stage-props';
import { Stepper } from './stepper';
import { TicketTypeRow } from './ticket-type-row';

/** The id of the text that says the limit, for what can't be pressed because of it. */
const LIMIT = 'limit';

/** What there is to buy and how many of it; the choice asks for the tickets. */
export function TicketChoice(props: StageProps) {
  const { locale, purchase, actions } = props;
  const { words, money } = locale;
  const { event, pending } = purchase;
  const { ticketTypes } = event;
  const { choice, choose, forget } = useChoice(event);
  const items = orderOf(choice, purchase);
  const quantityOf = (id: string) => items.find(({ ticketType }) => ticketType === id)?.quantity ?? 0;
  const total = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const cents = items.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0);
  const noChoice = hasNoChoice(event);
  const atLimit = !noChoice && total >= allowance(purchase);
  const limit = words.limitPerPerson(event.maxPerBuyer, ticketsOf(purchase));
  const waits = ticketTypes.some(({ id, available }) => available < quantityOf(id));
  const draws = event.status === 'scheduled';
  const labelOf = draws ? words.enterDraw : waits ? words.joinLine : words.reserveTickets;
  const label = total > 0 ? labelOf(total) : words.chooseAtLeastOne;
  const busyLabel = noChoice ? words.requestingTicket : words.oneMoment;
  const submit = () => {
    if (pending || total === 0 || needsSignIn(purchase)) return;
    forget();
    actions?.requestTickets(items.map(({ ticketType, quantity }) => ({ ticketType, quantity })));
  };
  return (
    <Panel name="choose" tone="plain" title={noChoice ? words.yourTickets : words.chooseTickets}>
      {draws && <Opening {...props} />}
      <form onSubmit={onSubmit(submit)}>
        <ul class="types">
          {ticketTypes.map((type) => {
            const { id, name } = type;
            const quantity = quantityOf(id);
            return (
              <TicketTypeRow key={id} {...{ locale, type }} chosen={choice[id]}>
                {!noChoice && !isGone(type) && (
                  <Stepper
                    {...{ words, name, quantity }}
                    disabled={!actions || pending !== null}
                    canAdd={!atLimit && quantity < leftOf(type)}
                    cannotAddBecause={atLimit ? LIMIT : `left-${id}`}
                    onChange={(changed) => choose({ ...choice, [id]: changed })}
                  />
                )}
              </TicketTypeRow>
            );
          })}
        </ul>
        <div class="foot">
          {total > 0 && !noChoice && (
            <p class="sum">
              <span>{words.total}</span> <span>{money(cents, ticketTypes[0]?.currency ?? 'BRL')}</span>
            </p>
          )}
          <p class="small" id={LIMIT} role="status">
            {atLimit && limit}
          </p>
          <RefusalNotice locale={locale} purchase={purchase} />
          {!needsSignIn(purchase) && (
            <Button kind="main" busy={pending === 'request'} disabled={!actions || total === 0}>
              {pending === 'request' ? busyLabel : label}
            </Button>
          )}
        </div>
      </form>
      <SignInFirst {...props} />
      <p class="soft small">
        {!noChoice && !atLimit && limit} {draws ? words.drawExplained : words.lineExplained}
      </p>
    </Panel>
  );
}
