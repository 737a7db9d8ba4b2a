import { Command } from 'commander';
import type { ReadSettings } from '../config';
import { connectAdminApi } from './admin-api';
import { addArchiveCommand } from './archive-command';
import { addCheckCommands } from './check-commands';
import { addCompletionCommand } from './completion';
import type { CommandContext } from './context';
import { addEventCommands } from './event-commands';
import { addExportCommand } from './export-command';
import { addErasureCommands } from './erasure-commands';
import { addMigrateCommand } from './migrate-command';
import { addFindCommand } from './find-command';
import { addLoginCommands } from './login-commands';
import { addMoneyCommands } from './money-commands';
import { addOperatorCommands } from './operator-commands';
import type { Output } from './output';
import { addReconcileCommand } from './reconcile-command';
import { addServeCommands } from './serve-commands';
import { addTokenCommands } from './token-commands';
import { addVersionCommands } from './version-commands';
import { addWatchCommand } from './watch-command';

const HELP = `
Exit codes: 0 success, 1 failure (a failed check, a refusal, an outage), 2 usage error.
With --json, results are JSON on stdout, and errors are JSON on stderr: { "error": { "code", "message", "errors" } }.
The commands that operate a running box office need a token: from BILHETERIA_TOKEN or ADMIN_TOKEN, else the one that
login keeps, else the admin token in the data folder of a program on this machine.
docs/deploying.md explains the environment variables; each command reads only those that it needs.`;

/**
 * Builds the program with all its commands. A command loads what it needs when it runs, so that the others start fast.
 * @throws by `parseAsync`: {@link CommanderError} for a usage error, after it was printed.
 */
export function createProgram(version: string, settings: ReadSettings, output: Output): Command {
  const program = new Command('bilheteria')
    .description('A box office for high-demand ticket sales.')
    .version(version)
    .option('--json', 'print results and errors as JSON')
    .option('--api <url>', 'the address of the program (default: HOST and PORT, or http://127.0.0.1:3000)')
    .addHelpText('after', HELP)
    .exitOverride()
    .showHelpAfterError('(use --help for more)');
  // The usage that follows an error is for people.
  if (output.json) program.configureOutput({ writeErr: () => undefined });
  const context: CommandContext = {
    settings,
    output,
    apiUrl() {
      const { HOST, PORT = 3000 } = settings('HOST', 'PORT');
      return (program.opts<{ api?: string }>().api ?? `http://${HOST}:${PORT}`).replace(/\/+$/, '');
    },
  };
  const api = connectAdminApi(context);
  addServeCommands(program, output);
  addMigrateCommand(program, context);
  addErasureCommands(program, context);
  addEventCommands(program, api, output);
  addWatchCommand(program, api, output);
  addExportCommand(program, api, output);
  addArchiveCommand(program, api, output);
  addFindCommand(program, api, output);
  addMoneyCommands(program, api, output);
  addOperatorCommands(program, api, output);
  addTokenCommands(program, api, output);
  addLoginCommands(program, context);
  addCheckCommands(program, context);
  addReconcileCommand(program, context);
  addVersionCommands(program, context);
  addCompletionCommand(program);
  return program;
}
