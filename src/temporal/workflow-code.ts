import { existsSync } from 'node:fs';
import path from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

const ROOT = path.join(__dirname, '..', '..');
const source = path.join(ROOT, 'workflows', 'index');

/** The workflows' file: JavaScript in a built program, otherwise TypeScript. */
export const WORKFLOWS = existsSync(`${source}.js`) ? `${source}.js` : `${source}.ts`;

/** Where `npm run build` writes the bundle. */
export const BUNDLE = path.join(ROOT, 'workflow-bundle.js');

/**
 * The built bundle if there is one; otherwise the worker bundles the source when it starts.
 * @param extended whether plugins add code, which the built bundle lacks.
 */
export function workflowCode(extended = false): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  return existsSync(BUNDLE) && !extended
    ? { workflowBundle: { codePath: BUNDLE } }
    : { workflowsPath: WORKFLOWS };
}
