import { useState } from 'preact/hooks';
import type { TicketTypeShown } from '../api';
import type { Locale } from '../i18n';
import type { Shown } from './event-page';
import { Countdown, useNow } from './countdown';
import { Bill, Button, Panel } from './panel';
import { Refused } from './refused';
import { allowance, hasNoChoice } from './stage';

/** What there is to buy and how many of it; the choice asks for the tickets. */
export function TicketChoice({ locale, purchase, clock, presses }: Shown) {
  const { words } = locale;
  const { event, pending } = purchase;
  const { ticketTypes } = event;
  const [chosen, setChosen] = useState<Record<string, number>>(() =>
    // Where there is one type the question is only how many.
    ticketTypes.length === 1 && ticketTypes[0] ? { [ticketTypes[0].id]: 1 } : {},
  );
  const most = allowance(purchase);
  const lines = ticketTypes
    .map((type) => ({ type, quantity: chosen[type.id] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
  const total = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const waits = lines.some(({ type, quantity }) => type.available < quantity);
  const entersDraw = event.status === 'scheduled';
  const asks = entersDraw ? words.enterTheDrawWith : waits ? words.waitForTickets : words.getTickets;
  const none = hasNoChoice(event);
  const submit = () => {
    if (total > 0) presses?.ask(lines.map(({ type, quantity }) => ({ ticketType: type.id, quantity })));
  };
  return (
    <Panel name="choose" tone="plain" title={none ? words.yourTickets : words.chooseYourTickets}>
      {entersDraw && <UntilOpening locale={locale} clock={clock} at={event.onSaleAt} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending) submit();
        }}
      >
        <ul class="types">
          {ticketTypes.map((type) => (
            <TypeRow
              key={type.id}
              {...{ locale, type }}
              quantity={none ? undefined : (chosen[type.id] ?? 0)}
              more={total < most && (chosen[type.id] ?? 0) < type.capacity - type.sold}
              disabled={!presses || pending !== null}
              onChange={(quantity) => setChosen({ ...chosen, [type.id]: quantity })}
            />
          ))}
        </ul>
        {total > 0 && !none && (
          <Bill
            locale={locale}
            currency={ticketTypes[0]?.currency ?? 'BRL'}
            lines={lines.map(({ type, quantity }) => ({
              ...{ name: type.name, quantity, unitPriceCents: type.priceCents },
            }))}
          />
        )}
        <Refused locale={locale} purchase={purchase} />
        <Button kind="main" busy={pending === 'ask'} disabled={!presses || total === 0}>
          {pending === 'ask'
            ? none
              ? words.askingForYourTicket
              : words.oneMoment
            : total > 0
              ? asks(total)
              : words.chooseAtLeastOne}
        </Button>
      </form>
      <p class="soft small">
        {!none && words.atMost(most)} {entersDraw ? words.drawExplained : words.aPlaceIsYours}
      </p>
    </Panel>
  );
}

function UntilOpening({ locale, clock, at }: Pick<Shown, 'locale' | 'clock'> & { at: string }) {
  const until = Date.parse(at);
  return <Countdown locale={locale} label={locale.words.untilTheOpening} ms={until - useNow(clock, until)} />;
}

interface TypeRowProps {
  locale: Locale;
  type: TicketTypeShown;
  /** Undefined where there is nothing to choose. */
  quantity: number | undefined;
  /** Whether one more may be chosen. */
  more: boolean;
  disabled: boolean;
  onChange(quantity: number): void;
}

function TypeRow({ locale, type, quantity, more, disabled, onChange }: TypeRowProps) {
  const { words } = locale;
  const gone = type.available === 0 && type.held === 0;
  return (
    <li class="type" data-gone={gone ? '' : undefined}>
      <span class="name">{type.name}</span>
      <Price locale={locale} type={type} />
      <Availability locale={locale} type={type} />
      {quantity !== undefined && !gone && (
        <span class="stepper" role="group" aria-label={words.howMany(type.name)}>
          <button
            type="button"
            aria-label={words.oneLess(type.name)}
            disabled={disabled}
            aria-disabled={quantity === 0}
            onClick={() => quantity > 0 && onChange(quantity - 1)}
          >
            −
          </button>
          <output aria-live="polite">{quantity}</output>
          <button
            type="button"
            aria-label={words.oneMore(type.name)}
            disabled={disabled}
            aria-disabled={!more}
            onClick={() => more && onChange(quantity + 1)}
          >
            +
          </button>
        </span>
      )}
    </li>
  );
}

/** What one costs. */
export function Price({ locale, type }: { locale: Locale; type: TicketTypeShown }) {
  return (
    <span class="price">
      {type.priceCents === 0 ? locale.words.free : locale.money(type.priceCents, type.currency)}
    </span>
  );
}

/** How many are left, as of now. */
export function Availability({ locale, type }: { locale: Locale; type: TicketTypeShown }) {
  const { words, number } = locale;
  const text =
    type.available > 0
      ? words.available(number(type.available))
      : type.held > 0
        ? words.allHeldNow
        : words.soldOut;
  return <span class="left soft">{text}</span>;
}
