/** `npm run build` runs this: the workflows as one file, so that a worker starts without a bundler. */
import { writeFileSync } from 'node:fs';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { BUNDLE, WORKFLOWS } from './workflow-code';

bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger: new DefaultLogger('WARN') }).then(
  ({ code }) => writeFileSync(BUNDLE, code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
