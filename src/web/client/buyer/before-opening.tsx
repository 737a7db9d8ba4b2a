import { useNow } from './countdown';
import { Opening } from './deadline';
import { OrderSummary } from './order-summary';
import { Panel } from './panel';
import { ReleaseButton } from './release-button';
import { SignInFirst } from './sign-in-first';
import { ticketsOf } from './stage';
import type { PreOrderProps, StageProps } from './stage-props';
import { TicketTypeRow } from './ticket-type-row';
import { Time } from '../time';

/** Not on sale yet, and no draw to enter. */
export function BeforeOpening(props: StageProps) {
  const { locale, purchase, actions } = props;
  const { words } = locale;
  const { onSaleAt, timeZone, ticketTypes, maxPerBuyer } = purchase.event;
  return (
    <Panel name="before" tone="plain" title={words.onSaleSoon}>
      <Opening {...props} />
      {actions && (
        <>
          <p>
            {words.onSaleFrom} <Time locale={locale} at={onSaleAt} zone={timeZone} />
          </p>
          <p>{words.opensHere}</p>
        </>
      )}
      <SignInFirst {...props} />
      <ul class="types">
        {ticketTypes.map((type) => (
          <TicketTypeRow key={type.id} {...{ locale, type }} availability={false} />
        ))}
      </ul>
      <p class="soft small">{words.limitPerPerson(maxPerBuyer, ticketsOf(purchase))}</p>
    </Panel>
  );
}

/** In the draw; the places aren't drawn yet. */
export function Draw(props: PreOrderProps) {
  const { locale, purchase, clock, actions, preOrder } = props;
  const { words } = locale;
  const { event } = purchase;
  const until = Date.parse(event.onSaleAt);
  return (
    <Panel name="draw" tone="waiting" title={words.inDraw}>
      {useNow(clock, until) < until ? (
        <Opening {...props} />
      ) : (
        <p class="large">{event.status === 'paused' ? words.pausedInLine : words.drawing}</p>
      )}
      <p>{words.drawWait}</p>
      <OrderSummary {...{ locale, event }} order={preOrder} />
      <details>
        <summary>{words.drawEntry}</summary>
        <p class="code-line">{preOrder.line?.entryId}</p>
        <p class="soft small">{words.drawEntryExplained}</p>
      </details>
      <ReleaseButton
        {...{ purchase, actions }}
        label={words.leaveDraw}
        question={words.leaveDrawQuestion}
        keepLabel={words.stayInDraw}
      />
    </Panel>
  );
}
