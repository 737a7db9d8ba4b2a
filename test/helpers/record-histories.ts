/**
 * `npm run record-histories`, before a release: runs the workflows' tests and keeps their histories for this version,
 * which every later version must replay (docs/releasing.md).
 */
import { execFileSync } from 'node:child_process';
import { VERSION } from './histories';

const tag = `v${VERSION}`;
if (execFileSync('git', ['tag', '--list', tag]).toString().trim() === tag) {
  // Workflows of that release may be running, so its histories must not change.
  console.error(`${tag} is released; raise the version in package.json first.`);
  process.exitCode = 1;
} else
  execFileSync(process.execPath, ['node_modules/jest/bin/jest.js', 'test/workflows', 'test/mail'], {
    stdio: 'inherit',
    env: { ...process.env, RECORD_HISTORIES: '1' },
  });
