import { useState } from 'preact/hooks';
import type { PreOrderShown } from '../api';
import { Confirmed } from './confirmed';
import { Countdown, spoken, useNow } from './countdown';
import type { Shown } from './event-page';
import { Items } from './items';
import { Button, Panel } from './panel';
import { endsByIdling, warnsBefore } from './stage';
import { StillThere } from './still-there';

/** When the time that is left is read out, in seconds. */
const READ_OUT = [30, 60, 120, 300];

/** Set aside: certain already, with a deadline in a moment. */
export function Called({ locale, purchase, preOrder }: Shown & { preOrder: PreOrderShown }) {
  const { words } = locale;
  return (
    <Panel name="called" tone="yours" title={words.yoursBeingMadeReady}>
      <p class="large">{words.beingMadeReady}</p>
      <Items locale={locale} event={purchase.event} preOrder={preOrder} />
    </Panel>
  );
}

/** Held: what, for how much, for how long and why, and the moment of payment. */
export function Hold({ locale, purchase, clock, presses, preOrder }: Shown & { preOrder: PreOrderShown }) {
  const { words, money } = locale;
  const { event, pending } = purchase;
  const until = Date.parse(preOrder.expiresAt ?? preOrder.serverTime);
  const left = until - useNow(clock, until);
  const [answeredFor, setAnsweredFor] = useState('');
  const asks =
    left > 0 &&
    left <= warnsBefore(event) &&
    endsByIdling(event, preOrder) &&
    pending !== 'checkout' &&
    answeredFor !== preOrder.expiresAt;
  const mark = READ_OUT.find((seconds) => left <= seconds * 1_000);
  const price = money(preOrder.totalCents, preOrder.currency);
  return (
    <Panel name="held" tone="yours" title={words.heldForYou}>
      {event.status === 'paused' && <p class="note">{words.pausedHeld}</p>}
      {left > 0 ? (
        <Countdown locale={locale} label={words.timeLeft} ms={left} urgent={left <= 60_000} />
      ) : (
        <p class="large">{words.timeIsUp}</p>
      )}
      <p class="unseen" role="status">
        {mark !== undefined && left > 0 && words.leftToBuy(spoken(locale, mark * 1_000))}
      </p>
      <Items {...{ locale, event, preOrder }} />
      <Button
        kind="main"
        busy={pending === 'checkout'}
        disabled={!presses || pending === 'give_back'}
        onPress={() => presses?.checkout()}
      >
        {pending === 'checkout'
          ? words.buying
          : preOrder.totalCents === 0
            ? words.buyFree
            : words.buyFor(price)}
      </Button>
      <p class="soft small">
        {words.whyLimited} {words.endsWithoutActivity(spoken(locale, event.holdSeconds * 1_000))}
      </p>
      <Confirmed
        label={words.giveBack}
        question={words.giveBackReally}
        yes={words.yesGiveBack}
        no={words.noKeep}
        busy={pending === 'give_back'}
        disabled={!presses || pending === 'checkout'}
        onYes={() => presses?.giveBack()}
      />
      <StillThere
        locale={locale}
        open={asks}
        ms={left}
        onAnswer={() => {
          setAnsweredFor(preOrder.expiresAt ?? '');
          presses?.stillHere();
        }}
      />
    </Panel>
  );
}
