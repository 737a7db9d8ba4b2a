import type uPlot from 'uplot';
import { wallClock } from '../../../domain/local-time';
import type { OperateLocale } from '../i18n/operate';

export interface Layer {
  label: string;
  style: 'first' | 'second' | 'line';
  /** Where it is drawn: its values on top of the layers below. */
  top: number[];
  values: number[];
}

/** Whole numbers only, since there are no half tickets. */
const STEPS = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat();

/** A chart's options, with the page's current colours. @param onPointed gets the index of the point below the pointer. */
export function chartOptions(
  layers: Layer[],
  size: { width: number; height: number },
  { locale, zone }: { locale: OperateLocale; zone: string },
  onPointed: (at: number | null) => void,
): uPlot.Options {
  const page = getComputedStyle(document.documentElement);
  const colour = (name: string) => page.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour('soft'),
    font: `14px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: colour('edge'), width: 1 },
    ticks: { show: false },
  };
  const styles = {
    first: { stroke: colour('accent'), fill: colour('accent'), width: 2 },
    second: { stroke: colour('accent'), fill: colour('held'), width: 1.5 },
    line: { stroke: colour('accent'), fill: colour('tint'), width: 2 },
  };
  return {
    ...size,
    tzDate: (s) => localLike(wallClock(s * 1_000, zone)),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(4, most * 1.1)] } },
    axes: [
      {
        ...axis,
        space: 70,
        size: 32,
        values: (_plot, at) => at.map((s) => locale.time(s * 1_000, zone)),
      },
      {
        ...axis,
        incrs: STEPS,
        // At first it is called without values, whatever the types say.
        size: (_plot, values: string[] | null) =>
          16 + 9 * Math.max(2, ...(values ?? []).map((text) => text.length)),
        values: (_plot, at) => at.map((n) => locale.number(n)),
      },
    ],
    series: [{}, ...layers.map(({ label, style }) => ({ label, points: { show: false }, ...styles[style] }))],
    hooks: { setCursor: [(plot) => onPointed(plot.cursor.idx ?? null)] },
  };
}

/** The chart library reads the local fields of a date. */
const localLike = (wall: Date) => new Date(wall.getTime() + wall.getTimezoneOffset() * 60_000);
