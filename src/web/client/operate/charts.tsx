import { useMemo } from 'preact/hooks';
import { zoneLabel } from '../../../domain/local-time';
import type { OperateMessages } from '../i18n/operate-en';
import type { Point } from './api';
import { useOperate } from './context';
import { FigureTable } from './figure-table';
import { RadioGroup } from './radio-group';
import { TimeChart, type ChartData } from './time-chart';

/** The table has every tenth point, so that it stays short. */
const TABLE_STEP = 10;

interface ChartsProps {
  points: Point[] | undefined;
  /** How far back the charts go. */
  minutes: number;
  setMinutes(minutes: number): void;
  /** The venue's. */
  zone: string;
}

/** Sales over time: tickets sold with those held on top of them, and the line. */
export function Charts({ points, minutes, setMinutes, zone }: ChartsProps) {
  const { words, number, time } = useOperate().locale;
  const [tickets, line] = useMemo(() => chartDataOf(points ?? [], words), [points, words]);
  const now = points?.at(-1);
  const most = Math.max(0, ...(points ?? []).map((point) => point.waiting));
  return (
    <section aria-labelledby="over-time">
      <div class="heading">
        <h2 id="over-time">{words.overTime}</h2>
        <RadioGroup
          name="range"
          legend={words.timeRange}
          hideLegend
          options={words.ranges}
          chosen={String(minutes)}
          onChoose={(range) => setMinutes(Number(range))}
        />
      </div>
      {!points || !now ? (
        <p class="soft">{words.loading}</p>
      ) : (
        <>
          <div class="pair">
            <TimeChart
              title={words.ticketsChart}
              summary={words.ticketsSummary(number(now.sold), number(now.held))}
              {...{ chart: tickets, zone }}
            />
            <TimeChart
              title={words.lineChart}
              summary={words.lineSummary(number(now.waiting), number(most))}
              {...{ chart: line, zone }}
            />
          </div>
          <details>
            <summary>{words.asTable}</summary>
            <FigureTable
              label={words.overTime}
              heads={[
                `${words.time} (${zoneLabel(Date.now(), zone)})`,
                words.sold,
                words.held,
                words.waiting,
              ]}
              rows={points
                .filter((_, i) => i % TABLE_STEP === 0)
                .reverse()
                .map(({ at, sold, held, waiting }) => [time(at, zone), ...[sold, held, waiting].map(number)])}
            />
          </details>
        </>
      )}
    </section>
  );
}

/** A layer covers the ones before it, so the stack goes from the top down. */
function chartDataOf(points: Point[], words: OperateMessages): [ChartData, ChartData] {
  const column = (key: 'sold' | 'held' | 'waiting') => points.map((point) => point[key]);
  const [sold, held, waiting] = [column('sold'), column('held'), column('waiting')];
  const times = points.map((point) => new Date(point.at).getTime() / 1_000);
  const top = points.map((point) => point.sold + point.held);
  return [
    {
      times,
      layers: [
        { label: words.held, style: 'second', top, values: held },
        { label: words.sold, style: 'first', top: sold, values: sold },
      ],
    },
    { times, layers: [{ label: words.waiting, style: 'line', top: waiting, values: waiting }] },
  ];
}
