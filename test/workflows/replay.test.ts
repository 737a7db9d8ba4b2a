/** Running workflows must continue after a deploy: recorded histories replay on today's code. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundle } from '@temporalio/worker';
import { HISTORIES, VERSION } from '../helpers/histories';

const versions = readdirSync(HISTORIES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const names = versions.flatMap(({ name: folder }) =>
  readdirSync(path.join(HISTORIES, folder)).map((file) => `${folder}/${file}`),
);
const bundle = (workflowsPath: string): Promise<WorkflowBundle> =>
  bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
const replay = (workflowBundle: WorkflowBundle, name: string) =>
  Worker.runReplayHistory({ workflowBundle }, JSON.parse(readFileSync(path.join(HISTORIES, name), 'utf8')));

let today: WorkflowBundle;
beforeAll(async () => {
  today = await bundle(path.join(__dirname, '..', '..', 'workflows', 'index.ts'));
}, 60_000);

test('every path of a workflow has a recorded history, of this version too', () => {
  const ways = [
    'sold',
    'refused',
    'given-back',
    'idle-after-activity',
    'cancelled',
    'accepted-without-signal',
  ];
  ways.push(
    'regular-activity',
    'sale-drawn',
    'sale-operated',
    'sale-cancelled',
    'reconciler',
    'sold-in-expected-state',
    'idle-in-expected-state',
    ...['mail-sent', 'mail-deferred', 'mail-refused'],
  );
  expect(names).toEqual(expect.arrayContaining(ways.map((way) => `${VERSION}/${way}.json`)));
});

test.each(names)('%s replays', async (name) => {
  await replay(today, name);
});

test('a changed saga does not replay, so the check can fail', async () => {
  const changed = await bundle(path.join(__dirname, 'changed', 'pre-order.ts'));
  await expect(replay(changed, `${VERSION}/sold.json`)).rejects.toBeInstanceOf(DeterminismViolationError);
}, 60_000);
