import { Time } from '../time';
import { UntilOpening } from './countdown';
import type { StageProps } from './stage-props';

interface DeadlineProps extends Pick<StageProps, 'locale'> {
  label: string;
  at: string;
  zone: string;
}

/** A deadline as a time, in place of a countdown, which without the script would stand still. */
export function Deadline({ locale, label, at, zone }: DeadlineProps) {
  return (
    <p class="countdown">
      <span class="small">{label}</span>
      <strong>
        <Time {...{ locale, at, zone }} />
      </strong>
    </p>
  );
}

/** When sales open: a countdown once the script runs. */
export function Opening({ locale, clock, purchase, actions }: StageProps) {
  const { onSaleAt, timeZone } = purchase.event;
  if (actions) return <UntilOpening {...{ locale, clock }} at={onSaleAt} />;
  return <Deadline locale={locale} label={locale.words.onSaleFrom} at={onSaleAt} zone={timeZone} />;
}
