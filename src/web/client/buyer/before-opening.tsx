import type { PreOrderShown } from '../api';
import { Confirmed } from './confirmed';
import { Countdown, useNow } from './countdown';
import type { Shown } from './event-page';
import { Items } from './items';
import { Panel } from './panel';
import { Price } from './ticket-choice';
import { Time } from './time';

/** Not on sale yet, and nothing to enter: it opens here by itself. */
export function BeforeOpening({ locale, purchase, clock }: Shown) {
  const { words } = locale;
  const { onSaleAt, ticketTypes, maxPerBuyer } = purchase.event;
  const until = Date.parse(onSaleAt);
  const left = until - useNow(clock, until);
  return (
    <Panel name="before" tone="plain" title={words.onSaleSoon}>
      <Countdown locale={locale} label={words.untilTheOpening} ms={left} />
      <p>
        {words.onSaleFrom} <Time locale={locale} at={onSaleAt} long />
      </p>
      <p>{words.opensByItself}</p>
      <ul class="types">
        {ticketTypes.map((type) => (
          <li class="type" key={type.id}>
            <span class="name">{type.name}</span>
            <Price locale={locale} type={type} />
          </li>
        ))}
      </ul>
      <p class="soft small">{words.atMost(maxPerBuyer)}</p>
    </Panel>
  );
}

/** Entered; the places aren't drawn yet. */
export function Draw({ locale, purchase, clock, presses, preOrder }: Shown & { preOrder: PreOrderShown }) {
  const { words } = locale;
  const { event, pending } = purchase;
  const until = Date.parse(event.onSaleAt);
  const left = until - useNow(clock, until);
  return (
    <Panel name="draw" tone="waiting" title={words.youAreInTheDraw}>
      {left > 0 ? (
        <Countdown locale={locale} label={words.untilTheOpening} ms={left} />
      ) : (
        <p class="large">{event.status === 'paused' ? words.pausedInLine : words.drawing}</p>
      )}
      <p>{words.nothingToDo}</p>
      <Items {...{ locale, event, preOrder }} />
      <details>
        <summary>{words.yourEntry}</summary>
        <p class="code-line">{preOrder.line?.entryId}</p>
        <p class="soft small">{words.whatTheEntryIsFor}</p>
      </details>
      <Confirmed
        label={words.leaveTheDraw}
        question={words.leaveReally}
        yes={words.yesLeave}
        no={words.noKeep}
        busy={pending === 'give_back'}
        disabled={!presses}
        onYes={() => presses?.giveBack()}
      />
    </Panel>
  );
}
