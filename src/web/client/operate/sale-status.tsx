import type { EventJson } from '../api';
import { useOperate } from './context';

/** Whether an event is on sale, and when that changes. */
export function SaleStatus({ event }: { event: EventJson }) {
  const { words, date } = useOperate().locale;
  const { status, onSaleAt, closesAt } = event;
  const next =
    status === 'scheduled'
      ? words.opensAt(date(onSaleAt))
      : status === 'on_sale' || status === 'paused'
        ? words.closesAt(date(closesAt))
        : undefined;
  return (
    <span class="status" data-status={status}>
      <strong>{words.status[status]}</strong>
      {next && <span class="soft">{next}</span>}
    </span>
  );
}
