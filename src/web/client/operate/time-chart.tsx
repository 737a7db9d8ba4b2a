import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { chartOptions, type Layer } from './chart-options';
import { useOperate } from './context';

export interface ChartData {
  /** In seconds since 1970. */
  times: number[];
  layers: Layer[];
}

const HEIGHT = 240;

interface TimeChartProps {
  title: string;
  /** The chart in a sentence, for those who can't see it. */
  summary: string;
  chart: ChartData;
  /** The venue's. */
  zone: string;
}

/** A chart of counts over time. */
export function TimeChart({ title, summary, chart, zone }: TimeChartProps) {
  const { locale } = useOperate();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const data = (): uPlot.AlignedData => [chart.times, ...chart.layers.map((layer) => layer.top)];

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const make = () => {
      plot.current?.destroy();
      const size = { width: element.clientWidth, height: HEIGHT };
      const options = chartOptions(chart.layers, size, { locale, zone }, setPointed);
      plot.current = new uPlot(options, data(), element);
    };
    make();
    const resized = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (plot.current && plot.current.width !== width) plot.current.setSize({ width, height: HEIGHT });
    });
    resized.observe(element);
    // The chart reads the colours when it is made.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    return () => {
      resized.disconnect();
      scheme.removeEventListener('change', make);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [locale, zone]);
  useEffect(() => plot.current?.setData(data()), [chart]);

  const last = chart.times.length - 1;
  const at = pointed ?? last;
  return (
    <figure class="card chart">
      <figcaption>
        <strong>{title}</strong>
        <span class="legend small" aria-hidden="true">
          <span class="soft">{locale.time((chart.times[at] ?? 0) * 1_000, zone)}</span>
          {[...chart.layers].reverse().map((layer) => (
            <span key={layer.label} data-layer={layer.style}>
              {layer.label} <b>{locale.number(layer.values[at] ?? 0)}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={box} role="img" aria-label={`${title}. ${summary}`} />
    </figure>
  );
}
