import { Time } from '../time';
import { TopBar } from '../top-bar';
import { Announcement } from './announcement';
import { BeforeOpening, Draw } from './before-opening';
import { ConnectionNotice } from './notices';
import { EventDetails } from './event-details';
import { Ended } from './ended';
import { Certain, Hold } from './hold';
import { InLine } from './in-line';
import { SoldOut, Stopped } from './not-on-sale';
import { EarlierOrders } from './orders';
import { Paying } from './paying';
import { Sold } from './sold';
import { stageOf, type Stage } from './stage';
import type { StageProps } from './stage-props';
import { TicketChoice } from './ticket-choice';

/** One event: what it is, and where its visitor is in buying it. */
export function EventPage(props: StageProps) {
  const { locale, purchase } = props;
  const { event } = purchase;
  const stage = stageOf(purchase);
  return (
    <>
      <TopBar locale={locale} home="/">
        <a href={`/account?${new URLSearchParams({ next: `/events/${event.id}` }).toString()}`}>
          {locale.words.account}
        </a>
      </TopBar>
      <ConnectionNotice locale={locale} purchase={purchase} />
      <main class="buy">
        <div class="about">
          <h1>
            <bdi>{event.name}</bdi>
          </h1>
          <p class="where">
            <bdi>{event.venue}</bdi>
          </p>
          <p class="soft">
            <Time locale={locale} at={event.startsAt} zone={event.timeZone} />
          </p>
          {event.doorsOpenAt && (
            <p class="soft">
              {locale.words.doorsOpen} <Time locale={locale} at={event.doorsOpenAt} zone={event.timeZone} />
            </p>
          )}
          <noscript>
            <p class="note">{locale.words.needsJavaScript}</p>
          </noscript>
        </div>
        <div class="story">
          <StagePanel stage={stage} {...props} />
          <Announcement stage={stage} {...props} />
          <EarlierOrders {...props} shown={stage.preOrder} />
        </div>
        <EventDetails locale={locale} event={event} />
      </main>
    </>
  );
}

const WITHOUT_PRE_ORDER = {
  choose: TicketChoice,
  before: BeforeOpening,
  stopped: Stopped,
  sold_out: SoldOut,
};

const WITH_PRE_ORDER = {
  draw: Draw,
  in_line: InLine,
  called: Certain,
  held: Hold,
  paying: Paying,
  checking_out: Certain,
  sold: Sold,
  ended: Ended,
};

function StagePanel({ stage, ...props }: StageProps & { stage: Stage }) {
  if (stage.preOrder) {
    const Panel = WITH_PRE_ORDER[stage.name];
    return <Panel {...props} preOrder={stage.preOrder} />;
  }
  const Panel = WITHOUT_PRE_ORDER[stage.name];
  return <Panel {...props} />;
}
