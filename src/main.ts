import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { CommandError, createOutput } from './cli/output';
import { createProgram } from './cli/program';
import { settingsOf } from './config';

/** The nearest package.json above: the program is built into a folder of its own. */
function readVersion(folder = __dirname): string {
  try {
    return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string })
      .version;
  } catch {
    return readVersion(path.dirname(folder));
  }
}

async function main(): Promise<void> {
  const output = createOutput(process.argv.includes('--json'));
  try {
    await createProgram(readVersion(), settingsOf(process.env), output).parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      output.fail(error);
      process.exit(1);
    }
    // Help and the version end here, too.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    if (process.exitCode === 2 && output.json) output.fail(new CommandError('usage_error', error.message));
  }
}

void main();
