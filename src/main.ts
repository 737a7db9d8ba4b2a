import { Command, CommanderError } from 'commander';
import { connectAdminApi } from './cli/admin-api';
import { addCheckCommands } from './cli/check-commands';
import { completionOf } from './cli/completion';
import { addEventCommands } from './cli/event-commands';
import { addExportCommand } from './cli/export-command';
import { addMigrateCommand } from './cli/migrate-command';
import { reasons, say } from './cli/output';
import { addServeCommands } from './cli/serve-commands';
import { addVersionCommands } from './cli/version-commands';
import { addWatchCommand } from './cli/watch-command';
import { readConfig } from './config';

const HELP = `
Exit codes: 0 success, 1 failure (a failed check, a refusal, an outage), 2 usage error.
docs/deploying.md explains the environment variables.`;

/** Builds the program with all its commands. */
function createProgram(): Command {
  const config = readConfig(process.env);
  const program = new Command('bilheteria')
    .description('A box office for high-demand ticket sales.')
    .option('--json', 'print results as JSON')
    .option('--api <url>', 'the address of the program', `http://${config.HOST}:${config.PORT ?? 3000}`)
    .addHelpText('after', HELP);
  // A usage error prints the usage; main() gives it its exit code.
  program.exitOverride().showHelpAfterError('(use --help for more)');
  const json = () => program.opts<{ json?: boolean }>().json === true;
  const api = connectAdminApi(config, () => program.opts<{ api: string }>().api.replace(/\/+$/, ''));
  addServeCommands(program, config);
  addMigrateCommand(program, config);
  addEventCommands(program, api, json);
  addWatchCommand(program, api, json);
  addExportCommand(program, api, json);
  addCheckCommands(program, config, json);
  addVersionCommands(program, config, json);
  program
    .command('completion')
    .description('print a bash completion script: source <(bilheteria completion)')
    .action(() => void process.stdout.write(`${completionOf(program)}\n`));
  return program;
}

async function main(): Promise<void> {
  try {
    await createProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    say(reasons(error));
    process.exit(1);
  }
}

void main();
