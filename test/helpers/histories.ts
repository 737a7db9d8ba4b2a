import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findTemporalCli } from '../../src/embedded/temporal-cli';

/** The recorded histories for the replay test: a folder for each released version, and one for the next. */
export const HISTORIES = path.join(__dirname, '..', 'histories');

const file = readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8');
/** The version of package.json. */
export const { version: VERSION } = JSON.parse(file) as { version: string };

/** Keeps a workflow's history for the replay test during `npm run record-histories`; otherwise does nothing. */
export async function record(name: string, { workflowId }: { workflowId: string }): Promise<void> {
  if (!process.env['RECORD_HISTORIES']) return;
  const folder = path.join(HISTORIES, VERSION);
  mkdirSync(folder, { recursive: true });
  const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], () => undefined);
  const server = ['--address', process.env['TEST_TEMPORAL_ADDRESS'] as string];
  const show = ['workflow', 'show', '--workflow-id', workflowId, '--output', 'json', ...server];
  const text = execFileSync(cli, show).toString();
  // Removes what belongs to this machine.
  const clean = text
    .replaceAll(/"\d+@[^"]*"/g, '"worker"')
    .replaceAll(/"stackTrace": ".*"/g, '"stackTrace": ""');
  writeFileSync(path.join(folder, `${name}.json`), clean);
}
