import type { Locale } from '../i18n';
import { Announcement } from './announcement';
import { BeforeOpening, Draw } from './before-opening';
import type { Clock } from './clock';
import { Connection } from './connection';
import { Ended } from './ended';
import { Frame } from './frame';
import { Called, Hold } from './hold';
import { InLine } from './in-line';
import type { Presses } from './presses';
import type { Purchase } from './purchase';
import { SoldOut, Stopped } from './not-on-sale';
import { CheckingOut, Sold, Tickets } from './sold';
import { canAskAgain, stageOf, type Stage } from './stage';
import { TicketChoice } from './ticket-choice';
import { Time } from './time';

/** What every face of the page gets. */
export interface Shown {
  locale: Locale;
  purchase: Purchase;
  clock: Clock;
  /** Undefined until the script runs: nothing can be pressed before. */
  presses?: Presses | undefined;
}

/** One event: what it is, and where in the story its visitor is. */
export function EventPage(shown: Shown) {
  const { locale, purchase } = shown;
  const { event } = purchase;
  const stage = stageOf(purchase);
  return (
    <Frame locale={locale}>
      <Connection locale={locale} purchase={purchase} />
      <main class="buy">
        <div class="about">
          <h1>{event.name}</h1>
          <p class="where">{event.venue}</p>
          <p class="soft">
            <Time locale={locale} at={event.startsAt} long />
          </p>
          <noscript>
            <p class="note">{locale.words.scriptIsNeeded}</p>
          </noscript>
        </div>
        <div class="story">
          <Announcement locale={locale} stage={stage} event={event} />
          <Face stage={stage} {...shown} />
          {stage.name !== 'sold' && <Tickets locale={locale} purchase={purchase} />}
        </div>
      </main>
    </Frame>
  );
}

function Face({ stage, ...shown }: Shown & { stage: Stage }) {
  switch (stage.name) {
    case 'choose':
      return <TicketChoice {...shown} />;
    case 'before':
      return <BeforeOpening {...shown} />;
    case 'stopped':
      return <Stopped {...shown} />;
    case 'sold_out':
      return <SoldOut {...shown} />;
    case 'draw':
      return <Draw preOrder={stage.preOrder} {...shown} />;
    case 'in_line':
      return <InLine preOrder={stage.preOrder} {...shown} />;
    case 'called':
      return <Called preOrder={stage.preOrder} {...shown} />;
    case 'held':
      return <Hold preOrder={stage.preOrder} {...shown} />;
    case 'checking_out':
      return <CheckingOut preOrder={stage.preOrder} {...shown} />;
    case 'sold':
      return <Sold preOrder={stage.preOrder} more={canAskAgain(shown.purchase)} {...shown} />;
    case 'ended':
      return <Ended preOrder={stage.preOrder} more={canAskAgain(shown.purchase)} {...shown} />;
  }
}
