import { Facts } from '../facts';
import type { Locale } from '../i18n';
import { durationText } from './countdown';
import { OrderSummary } from './order-summary';
import { Panel } from './panel';
import { ReadOut } from './read-out';
import { ReleaseButton } from './release-button';
import type { PreOrderProps } from './stage-props';

/** Up to here `ahead` is exact; beyond it is the most that it can be. */
const EXACT = 100;

/** How many are ahead when it is read out. */
const READ_OUT = [100, 50, 10, 5, 0];

/** A place in line, and how it moves. */
export function InLine({ locale, purchase, actions, preOrder }: PreOrderProps) {
  const { words, number } = locale;
  const { event } = purchase;
  const { ahead, estimatedWaitSeconds } = preOrder.line ?? {};
  return (
    <Panel name="in_line" tone="waiting" title={ahead === 0 ? words.youAreNext : words.inLine}>
      {event.status === 'paused' && <p class="note">{words.pausedInLine}</p>}
      {ahead === 0 ? (
        <p class="large">{words.nextExplained}</p>
      ) : (
        ahead != null && (
          <p class="big">
            {ahead > EXACT && <span class="soft">{words.upTo} </span>}
            <strong>{number(ahead)}</strong> <span>{words.ahead(ahead)}</span>
          </p>
        )
      )}
      <ReadOut
        marks={READ_OUT}
        value={ahead ?? Infinity}
        textOf={(n) => (n === 0 ? words.youAreNext : `${number(n)} ${words.ahead(n)}`)}
      />
      <Facts name="facts" facts={[[words.estimatedWait, waitText(locale, estimatedWaitSeconds)]]} />
      <p>
        {actions && words.updatesAutomatically} {words.placeIsKept}{' '}
        {event.presenceSeconds > 0 && words.stayClose(durationText(locale, event.presenceSeconds * 1_000))}
      </p>
      <OrderSummary {...{ locale, event }} order={preOrder} />
      <ReleaseButton
        {...{ purchase, actions }}
        label={words.leaveLine}
        question={words.leaveLineQuestion}
        keepLabel={words.stayInLine}
      />
    </Panel>
  );
}

/** Rounded, since an exact figure would promise too much. */
function waitText({ words, unit }: Locale, seconds: number | null | undefined): string {
  if (seconds == null) return words.calculating;
  if (seconds < 60) return words.lessThanAMinute;
  const minutes = Math.ceil(seconds / 60);
  return words.about(minutes < 90 ? unit(minutes, 'minute') : unit(Math.round(minutes / 60), 'hour'));
}
