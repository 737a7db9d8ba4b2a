/** The list filters that docs/operating.md gives to operators, run as they stand there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { preOrderWorkflowId, stateQuery } from '../../src/contract';
import { onSale, request } from '../helpers/database';
import { startTestFlows, type TestFlows } from '../helpers/flows';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'operating.md'), 'utf8');
const filters = [...page.matchAll(/^\| ([^|]+?) +\| `([^`]+(?:=|IN)[^`]+)` +\|$/gm)].map(
  ([, what = '', filter = '']): [string, string] => [what, filter],
);

let parts: TestFlows;
beforeAll(async () => (parts = await startTestFlows()), 60_000);
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

test('the filters find a held and a sold pre-order of the event, each in the right list', async () => {
  const event = await onSale(parts.sale.db, { pista: 3 });
  const held = async () => {
    const asked = request(event, { pista: 1 });
    await parts.sale.join(asked);
    await parts.flows.start({ ...asked, preOrderId: asked.id });
    const handle = parts.client.workflow.getHandle(preOrderWorkflowId(asked.id));
    while ((await handle.query(stateQuery)).status === 'called');
    return { id: asked.id, handle };
  };
  const [open, sold] = [await held(), await held()];
  await parts.sale.acceptCheckout(sold.id);
  await parts.flows.signalCheckout(sold.id);
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
