import { useState } from 'preact/hooks';
import type { EventOperated, Point, Report } from './answers';
import { useDesk } from './desk';
import { useEvery } from './while-visible';

/** How the sale is now. */
export function Numbers({
  event,
  report,
  points = [],
}: {
  event: EventOperated;
  report: Report | undefined;
  points: Point[] | undefined;
}) {
  const { words, number, money } = useDesk().locale;
  const sum = (key: 'capacity' | 'sold' | 'held' | 'available') =>
    event.ticketTypes.reduce((total, type) => total + type[key], 0);
  const deficit = event.ticketTypes.reduce((total, type) => total + (type.deficit ?? 0), 0);
  const figures: [string, string][] = [
    [words.sold, number(sum('sold'))],
    [words.held, number(sum('held'))],
    [words.available, number(sum('available'))],
    [words.capacity, number(sum('capacity'))],
    [words.waiting, report ? number(report.line.waiting) : '…'],
    [words.rate, points.length > 1 ? number(rateOf(points)) : '…'],
  ];
  return (
    <section aria-labelledby="numbers">
      <h2 id="numbers" class="unseen">
        {words.numbers}
      </h2>
      <dl class="numbers">
        {figures.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div class="long">
          <dt>{words.revenue}</dt>
          <dd>{report ? money(report.revenueCents, event.ticketTypes[0]?.currency ?? 'BRL') : '…'}</dd>
        </div>
        <div class="long">
          <dt>{words.oldestHold}</dt>
          <dd>{report?.oldestOpenHoldAt ? <Age since={report.oldestOpenHoldAt} /> : words.none}</dd>
        </div>
      </dl>
      {deficit > 0 && <p class="problem">{words.deficit(number(deficit))}</p>}
    </section>
  );
}

/** Over the last minute, or the last two points where those are further apart. */
function rateOf(points: Point[]): number {
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!last || !before) return 0;
  const apart = new Date(last.at).getTime() - new Date(before.at).getTime();
  const recent = points.slice(-Math.max(1, Math.round(60_000 / apart)));
  const rate = recent.reduce((total, point) => total + point.soldPerMinute, 0) / recent.length;
  return Math.round(rate * 10) / 10;
}

/** Minutes and seconds since then, by this machine's clock. */
function Age({ since }: { since: string }) {
  const [, setTick] = useState(0);
  useEvery(1_000, () => setTick((tick) => tick + 1));
  const seconds = Math.max(0, Math.round((Date.now() - new Date(since).getTime()) / 1_000));
  const text = (n: number) => String(n).padStart(2, '0');
  return <>{`${Math.floor(seconds / 60)}:${text(seconds % 60)}`}</>;
}
