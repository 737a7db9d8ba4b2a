import { Gauge, type Registry } from 'prom-client';

/** One value of a gauge and its labels. */
export type Sample = [value: number, labels?: Record<string, string>];

/** A gauge whose values are read at each scrape. A series that `read` doesn't return is left out of that scrape. */
export function addGauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  read: () => Sample[] | Promise<Sample[]>,
): void {
  new Gauge({
    ...{ name: `bilheteria_${name}`, help, labelNames, registers: [registry] },
    async collect() {
      const samples = await read();
      if (labelNames.length > 0) this.reset();
      else this.remove();
      for (const [value, labels = {}] of samples) this.set(labels, value);
    },
  });
}
