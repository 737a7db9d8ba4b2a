import type { EventJson } from '../api';
import { TimeText, YourTime } from '../time';
import { useOperate } from './context';

/** Whether an event is on sale, and when that changes. */
export function SaleStatus({ event }: { event: EventJson }) {
  const { locale } = useOperate();
  const { words, date } = locale;
  const { status, onSaleAt, closesAt, timeZone: zone } = event;
  const at = status === 'scheduled' ? onSaleAt : closesAt;
  const next =
    status === 'scheduled'
      ? words.opensAt(date(at, zone))
      : status === 'on_sale' || status === 'paused'
        ? words.closesAt(date(at, zone))
        : undefined;
  return (
    <span class="status" data-status={status}>
      <strong>{words.status[status]}</strong>
      {next && (
        <span class="soft">
          <TimeText text={next} />
          <YourTime {...{ locale, at, zone }} />
        </span>
      )}
    </span>
  );
}
