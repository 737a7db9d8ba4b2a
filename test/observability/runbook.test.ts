/** The alert rules, the dashboard and the page that says what to do are about the same things. */
import { readFileSync } from 'node:fs';
import { alerts, panels } from '../helpers/observability';

const page = readFileSync('docs/running.md', 'utf8');
const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => String(heading));

test('every alert has its section in docs/running.md, and links to it', () => {
  expect(alerts.length).toBeGreaterThan(0);
  for (const { alert, annotations } of alerts) {
    expect(annotations['runbook']).toBe(`docs/running.md#${alert.toLowerCase()}`);
    expect(headings).toContain(alert);
  }
});

test('every section about an alert belongs to an existing alert', () => {
  const named = headings.filter((heading) => /^[A-Z][a-z]+[A-Z]\w+$/.test(heading));
  expect(named.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});

test('links within docs/running.md have a target', () => {
  for (const [, anchor] of page.matchAll(/\]\(#([\w-]+)\)/g))
    expect(headings.map((heading) => heading.toLowerCase())).toContain(anchor);
});

test('every alert has an urgency and a sentence that says what is wrong', () => {
  for (const { labels, annotations } of alerts) {
    expect(['page', 'ticket']).toContain(labels['severity']);
    expect(annotations['summary']).toMatch(/\w+ \w+/);
  }
});

test('panels have unique ids, do not overlap, and name only existing alerts', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  const named = panels.flatMap(({ description = '' }) => description.match(/\b[A-Z][a-z]+[A-Z]\w+\b/g) ?? []);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(alerts.map(({ alert }) => alert)).toContain(name);
});
