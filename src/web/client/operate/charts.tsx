import { useMemo } from 'preact/hooks';
import type { Point } from './answers';
import { useDesk } from './desk';
import { PointTable } from './point-table';
import { TimeChart, type Drawn } from './time-chart';

const RANGES = [15, 60, 360, 1_440] as const;

/** The sale over time: tickets sold and, on top of them, held; beside it the line. */
export function Charts({
  points,
  minutes,
  setMinutes,
}: {
  points: Point[] | undefined;
  minutes: number;
  setMinutes(minutes: number): void;
}) {
  const { words, number } = useDesk().locale;
  const [tickets, line] = useMemo(() => drawnOf(points ?? [], words), [points, words]);
  const now = points?.at(-1);
  const most = Math.max(0, ...(points ?? []).map((point) => point.waiting));
  return (
    <section aria-labelledby="over-time">
      <div class="heading">
        <h2 id="over-time">{words.overTime}</h2>
        <fieldset class="ranges">
          <legend class="unseen">{words.range}</legend>
          {RANGES.map((range) => (
            <label key={range}>
              <input
                type="radio"
                name="range"
                checked={range === minutes}
                onChange={() => setMinutes(range)}
              />
              <span>{words.ranges[range]}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {!points || !now ? (
        <p class="soft">{words.loading}</p>
      ) : (
        <>
          <div class="pair">
            <TimeChart
              title={words.tickets}
              summary={words.ticketsSummary(number(now.sold), number(now.held))}
              drawn={tickets}
            />
            <TimeChart
              title={words.line}
              summary={words.lineSummary(number(now.waiting), number(most))}
              drawn={line}
            />
          </div>
          <PointTable points={points} />
        </>
      )}
    </section>
  );
}

/** What is drawn first is behind what comes later, so the stack goes from the top down. */
function drawnOf(points: Point[], words: { sold: string; held: string; waiting: string }): [Drawn, Drawn] {
  const times = points.map((point) => new Date(point.at).getTime() / 1_000);
  const sold = points.map((point) => point.sold);
  const held = points.map((point) => point.held);
  const top = points.map((point) => point.sold + point.held);
  const waiting = points.map((point) => point.waiting);
  return [
    {
      times,
      layers: [
        { label: words.held, look: 'second', top, values: held },
        { label: words.sold, look: 'first', top: sold, values: sold },
      ],
    },
    { times, layers: [{ label: words.waiting, look: 'line', top: waiting, values: waiting }] },
  ];
}
