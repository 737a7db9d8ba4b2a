/** Running workflows must continue after a deploy: recorded histories replay on today's code. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { HISTORIES, VERSION } from '../helpers/histories';
import { WORKFLOW_BUNDLE } from '../helpers/workflow-bundle';

const versions = readdirSync(HISTORIES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const names = versions.flatMap(({ name: folder }) =>
  readdirSync(path.join(HISTORIES, folder)).map((file) => `${folder}/${file}`),
);
const replay = (workflowBundle: WorkflowBundleOption, name: string) =>
  Worker.runReplayHistory({ workflowBundle }, JSON.parse(readFileSync(path.join(HISTORIES, name), 'utf8')));

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
    ...['paid-by-card', 'declined-then-paid', 'payment-opened-late', 'payment-not-completed'],
    ...['payment-abandoned', 'cancelled-while-paying'],
  );
  expect(names).toEqual(expect.arrayContaining(ways.map((way) => `${VERSION}/${way}.json`)));
});

test.each(names)('%s replays', async (name) => {
  await replay(WORKFLOW_BUNDLE, name);
});

test('a changed saga does not replay, so the check can fail', async () => {
  const changed = await bundleWorkflowCode({
    workflowsPath: path.join(__dirname, 'changed', 'pre-order.ts'),
    logger: new DefaultLogger('WARN'),
  });
  await expect(replay(changed, `${VERSION}/sold.json`)).rejects.toBeInstanceOf(DeterminismViolationError);
}, 60_000);
