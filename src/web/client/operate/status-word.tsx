import type { EventShown } from '../api';
import { useDesk } from './desk';

/** Whether an event is on sale, and when that changes. */
export function StatusWord({ event }: { event: EventShown }) {
  const { words, date } = useDesk().locale;
  const { status, onSaleAt, closesAt } = event;
  const next =
    status === 'scheduled'
      ? words.opensAt(date(new Date(onSaleAt)))
      : status === 'on_sale' || status === 'paused'
        ? words.closesAt(date(new Date(closesAt)))
        : undefined;
  return (
    <span class="status" data-status={status}>
      <strong>{words.status[status]}</strong>
      {next && <span class="soft">, {next}</span>}
    </span>
  );
}
