/** Reads the rules and dashboard in `deploy/observability`, and the metrics that the program exports. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const read = (file: string) =>
  readFileSync(path.join(__dirname, '..', '..', 'deploy', 'observability', file), 'utf8');

export interface Alert {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface Panel {
  id: number;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
}

export const alerts = (parse(read('alerts.yaml')) as { groups: { rules: Alert[] }[] }).groups.flatMap(
  ({ rules }) => rules,
);

export const panels = (JSON.parse(read('dashboard.json')) as { panels: Panel[] }).panels;

/** Every query of the rules and the dashboard. */
export const queries = [
  ...alerts.map(({ expr }) => expr),
  ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
];

/** A series in a query: its name and label matchers. */
export interface Selector {
  name: string;
  labels: { name: string; operator: string; value: string }[];
}

/** The series in a query. */
export function selectorsOf(query: string): Selector[] {
  return [...query.matchAll(/\b((?:bilheteria|temporal|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', inner = '']) => ({
      name,
      labels: [...inner.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(
        ([, label = '', operator = '', value = '']) => ({ name: label, operator, value }),
      ),
    }),
  );
}

/** The labels by which a query groups, without Prometheus's own `le` and `instance`. */
export const groupings = (query: string): string[] =>
  [...query.matchAll(/\bby \(([^)]*)\)/g)]
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
    .filter((name) => name !== 'le' && name !== 'instance');

/** The series of a metrics page: each name with the labels of its samples. */
export function seriesIn(text: string): Map<string, Record<string, string>[]> {
  const series = new Map<string, Record<string, string>[]>();
  for (const [, name = '', inner = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const labels = [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [
      label,
      value,
    ]);
    series.set(name, [...(series.get(name) ?? []), Object.fromEntries(labels) as Record<string, string>]);
  }
  return series;
}
