import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findTemporalCli } from '../../src/embedded/temporal-cli';

/** Where the replay test finds what was recorded: a folder for each version that was released, and for the next one. */
export const HISTORIES = path.join(__dirname, '..', 'histories');

const file = readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8');
/** The one that is being worked on. */
export const { version: VERSION } = JSON.parse(file) as { version: string };

/** Keeps a history of this version for the replay test, where that is asked for: npm run record-histories. */
export async function record(name: string, { workflowId }: { workflowId: string }): Promise<void> {
  if (!process.env['RECORD_HISTORIES']) return;
  const folder = path.join(HISTORIES, VERSION);
  mkdirSync(folder, { recursive: true });
  const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], () => undefined);
  const server = ['--address', process.env['TEST_TEMPORAL_ADDRESS'] as string];
  const show = ['workflow', 'show', '--workflow-id', workflowId, '--output', 'json', ...server];
  const text = execFileSync(cli, show).toString();
  // Nothing of the machine it was recorded on.
  const clean = text
    .replaceAll(/"\d+@[^"]*"/g, '"worker"')
    .replaceAll(/"stackTrace": ".*"/g, '"stackTrace": ""');
  writeFileSync(path.join(folder, `${name}.json`), clean);
}
