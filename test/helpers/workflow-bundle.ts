import path from 'node:path';
import { programCommand } from './app';

const [main = ''] = programCommand().slice(-1);

/** The workflows as they were bundled for the program: a test that bundles them itself takes a second of processor time. */
export const WORKFLOW_BUNDLE = { codePath: path.resolve(path.dirname(main), '..', 'workflow-bundle.js') };
