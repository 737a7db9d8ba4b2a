/** The list filters that docs/operating.md gives to operators, run as they stand there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { preOrderWorkflowId } from '../../src/contract/names';
import { stateQuery } from '../../src/contract/pre-order';
import { onSale, request } from '../helpers/database';
import { startTestWorkflows, type TestWorkflows } from '../helpers/workflows';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'operating.md'), 'utf8');
/** Other tables of the page have commands. */
const section = page.slice(page.indexOf('## Filters'), page.indexOf('## Why'));
const filters = [...section.matchAll(/^\| ([^|]+?) +\| `([^`]+(?:=|IN)[^`]+)` +\|$/gm)].map(
  ([, what = '', filter = '']): [string, string] => [what, filter],
);

let parts: TestWorkflows;
beforeAll(async () => (parts = await startTestWorkflows()), 60_000);
afterAll(() => parts.stop(), 30_000);

const find = async (filter: string) => {
  const ids: string[] = [];
  for await (const { workflowId } of parts.client.workflow.list({ query: filter })) ids.push(workflowId);
  return ids;
};

test('the page has filters', () => {
  expect(filters.length).toBeGreaterThanOrEqual(8);
});

test.each(filters)('%s: the server understands the filter', async (_what, filter) => {
  await expect(find(filter)).resolves.toBeDefined();
});

test('the filters find a held and a sold pre-order of the event, each where it belongs', async () => {
  const event = await onSale(parts.database.db, { pista: 3 });
  const held = async () => {
    const asked = request(event, { pista: 1 });
    await parts.database.join(asked);
    await parts.workflows.start(asked);
    const handle = parts.client.workflow.getHandle(preOrderWorkflowId(asked.preOrderId));
    while ((await handle.query(stateQuery)).status === 'called');
    return { id: asked.preOrderId, handle };
  };
  const [open, sold] = [await held(), await held()];
  await parts.database.acceptCheckout(sold.id);
  await parts.workflows.signalCheckout(sold.id);
  await sold.handle.result();
  const filter = (what: string) =>
    (filters.find(([name]) => name === what)?.[1] ?? '').replaceAll('rock-no-rio', event);
  const expected: [string, string][] = [
    ['all open holds of an event', preOrderWorkflowId(open.id)],
    ['what was sold of one ticket type', preOrderWorkflowId(sold.id)],
  ];
  for (const [what, id] of expected) {
    // The list follows a moment after the flow: what was just sold may still be listed as held.
    const until = Date.now() + 5_000;
    let found: string[] = [];
    while (String(found) !== id && Date.now() < until) found = await find(filter(what));
    expect(found).toEqual([id]);
  }
  await open.handle.cancel();
});
