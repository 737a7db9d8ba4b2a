import { useEffect, useState } from 'preact/hooks';
import type { EventJson } from '../api';
import { Facts, type Fact } from '../facts';
import type { Point } from './api';
import { useOperate } from './context';
import type { LiveEvent } from './live-event';
import { sumOf } from './sums';

/** How sales are going now. */
export function KeyFigures({ event, report, points = [] }: LiveEvent & { event: EventJson }) {
  const { words, number, money } = useOperate().locale;
  const [deficit, cancelled] = [sumOf(event, 'deficit'), sumOf(event, 'cancelled')];
  const currency = event.ticketTypes[0]?.currency ?? 'BRL';
  const figures: Fact[] = [
    [words.sold, number(sumOf(event, 'sold'))],
    ...(cancelled > 0 ? [[words.soldThenCancelled, number(cancelled)] satisfies Fact] : []),
    [words.held, number(sumOf(event, 'held'))],
    [words.available, number(sumOf(event, 'available'))],
    [words.fields.capacity, number(sumOf(event, 'capacity'))],
    [words.waiting, report ? number(report.line.waiting) : '…'],
    [words.soldPerMinute, points.length > 1 ? number(rateOf(points)) : '…'],
    [words.revenue, report ? money(report.revenueCents, currency) : '…'],
    ...(report?.cancellation
      ? [[words.cancelledRevenue, money(report.cancellation.soldCents, currency)] satisfies Fact]
      : []),
    [words.oldestHold, report?.oldestOpenHoldAt ? <Age since={report.oldestOpenHoldAt} /> : words.none],
  ];
  return (
    <section aria-labelledby="figures">
      <h2 id="figures" class="unseen">
        {words.currentFigures}
      </h2>
      <Facts name="numbers" facts={figures} />
      <Progress report={report} />
      {deficit > 0 && <p class="problem">{words.deficit(number(deficit))}</p>}
    </section>
  );
}

/** What still goes on in the background after a cancellation or an extension. */
function Progress({ report }: Pick<LiveEvent, 'report'>) {
  const { words, number } = useOperate().locale;
  const { cancellation, extension } = report ?? {};
  const cancelling = cancellation && !cancellation.endedAt;
  const extending = extension && !extension.endedAt;
  return (
    <div role="status">
      {cancelling && <p class="note warn">{words.cancelling(number(cancellation.remainingTickets))}</p>}
      {extending && <p class="note warn">{words.extending(number(extension.remainingHolds))}</p>}
    </div>
  );
}

/** Tickets sold per minute over the last minute, or between the last two points where those are further apart. */
function rateOf(points: Point[]): number {
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!last || !before) return 0;
  const apart = new Date(last.at).getTime() - new Date(before.at).getTime();
  const recent = points.slice(-Math.max(1, Math.round(60_000 / apart)));
  const rate = recent.reduce((total, point) => total + point.soldPerMinute, 0) / recent.length;
  return Math.round(rate * 10) / 10;
}

/** Minutes and seconds since then, by this device's clock. */
function Age({ since }: { since: string }) {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((Date.now() - new Date(since).getTime()) / 1_000));
  return <>{`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`}</>;
}
