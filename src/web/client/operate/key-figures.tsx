import { useEffect, useState } from 'preact/hooks';
import type { EventJson } from '../api';
import type { Point, Report } from './api';
import { useOperate } from './context';
import { sumOf } from './sums';

interface KeyFiguresProps {
  event: EventJson;
  report: Report | undefined;
  points: Point[] | undefined;
}

/** How sales are going now. */
export function KeyFigures({ event, report, points = [] }: KeyFiguresProps) {
  const { words, number, money } = useOperate().locale;
  const deficit = sumOf(event, 'deficit');
  const figures: [string, string][] = [
    [words.sold, number(sumOf(event, 'sold'))],
    [words.held, number(sumOf(event, 'held'))],
    [words.available, number(sumOf(event, 'available'))],
    [words.capacity, number(sumOf(event, 'capacity'))],
    [words.waiting, report ? number(report.line.waiting) : '…'],
    [words.soldPerMinute, points.length > 1 ? number(rateOf(points)) : '…'],
  ];
  return (
    <section aria-labelledby="figures">
      <h2 id="figures" class="unseen">
        {words.currentFigures}
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
