import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findTemporalCli } from '../../src/embedded/temporal-cli';

/** Where the replay test finds what was recorded. */
export const HISTORIES = path.join(__dirname, '..', 'histories');

/** Keeps a history for the replay test where that is asked for: RECORD_HISTORIES=1 npx jest test/workflows. */
export async function record(name: string, { workflowId }: { workflowId: string }): Promise<void> {
  if (!process.env['RECORD_HISTORIES']) return;
  mkdirSync(HISTORIES, { recursive: true });
  const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], () => undefined);
  const server = ['--address', process.env['TEST_TEMPORAL_ADDRESS'] as string];
  const show = ['workflow', 'show', '--workflow-id', workflowId, '--output', 'json', ...server];
  const text = execFileSync(cli, show).toString();
  // Nothing of the machine it was recorded on.
  const clean = text
    .replaceAll(/"\d+@[^"]*"/g, '"worker"')
    .replaceAll(/"stackTrace": ".*"/g, '"stackTrace": ""');
  writeFileSync(path.join(HISTORIES, `${name}.json`), clean);
}
