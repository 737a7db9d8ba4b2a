import { existsSync } from 'node:fs';
import path from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

const ROOT = path.join(__dirname, '..', '..');
const source = path.join(ROOT, 'workflows', 'index');

/** The workflows' file: compiled where we are compiled. */
export const WORKFLOWS = existsSync(`${source}.js`) ? `${source}.js` : `${source}.ts`;

/** Where `npm run build` puts them, bundled. */
export const BUNDLE = path.join(ROOT, 'workflow-bundle.js');

/**
 * The bundle where it was built, else the worker bundles the source as it starts.
 * @param extended whether plugins add code of theirs, which isn't in the built one.
 */
export function workflowCode(extended = false): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  return existsSync(BUNDLE) && !extended
    ? { workflowBundle: { codePath: BUNDLE } }
    : { workflowsPath: WORKFLOWS };
}
