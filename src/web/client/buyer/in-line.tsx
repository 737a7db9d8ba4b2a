import type { PreOrderShown } from '../api';
import type { Locale } from '../i18n';
import { Confirmed } from './confirmed';
import { spoken } from './countdown';
import type { Shown } from './event-page';
import { Items } from './items';
import { Panel } from './panel';

/** Up to here the number of those before is exact; beyond it is the most that it can be. */
const EXACT = 100;

/** A place in line, and how it moves. */
export function InLine({ locale, purchase, presses, preOrder }: Shown & { preOrder: PreOrderShown }) {
  const { words, number } = locale;
  const { event, pending } = purchase;
  const { place, ahead, estimatedWaitSeconds } = preOrder.line ?? {};
  return (
    <Panel name="in_line" tone="waiting" title={ahead === 0 ? words.youAreNext : words.youAreInLine}>
      {event.status === 'paused' && <p class="note">{words.pausedInLine}</p>}
      {ahead === 0 ? (
        <p class="large">{words.nobodyAhead}</p>
      ) : (
        ahead != null && (
          <p class="big">
            {ahead > EXACT && <span class="label">{words.atMostSoMany} </span>}
            <strong>{number(ahead)}</strong> <span>{words.ahead(ahead)}</span>
          </p>
        )
      )}
      <dl class="facts">
        <div>
          <dt>{words.yourPlace}</dt>
          <dd>{place != null && number(place)}</dd>
        </div>
        <div>
          <dt>{words.estimatedWait}</dt>
          <dd>{waitText(locale, estimatedWaitSeconds ?? null)}</dd>
        </div>
      </dl>
      <p>
        {words.placeIsSafe}{' '}
        {event.presenceSeconds > 0 && words.comeBackWithin(spoken(locale, event.presenceSeconds * 1_000))}
      </p>
      <Items {...{ locale, event, preOrder }} />
      <Confirmed
        label={words.leaveTheLine}
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

/** As exact as an estimate may sound; unknown where it is. */
function waitText({ words }: Locale, seconds: number | null): string {
  if (seconds === null) return words.waitIsUnknown;
  if (seconds < 60) return words.underAMinute;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? words.aboutMinutes(minutes) : words.aboutHours(Math.round(minutes / 60));
}
