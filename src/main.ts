import { Command, CommanderError } from 'commander';
import { connectAdminApi } from './cli/admin-api';
import { addCheckCommands } from './cli/check-commands';
import { completionOf } from './cli/completion';
import { addEventCommands } from './cli/event-commands';
import { addExportCommand } from './cli/export-command';
import { reasons, say, UsageError } from './cli/output';
import { addServeCommands } from './cli/serve-commands';
import { addVersionCommands } from './cli/version-commands';
import { addWatchCommand } from './cli/watch-command';
import { readConfig } from './config';

/** Every command of the one program. */
function createProgram(): Command {
  const config = readConfig(process.env);
  const program = new Command('bilheteria')
    .description('A box office for the sale that everybody attends at once.')
    .option('--json', 'results as JSON')
    .option('--api <url>', 'the sale to operate', `http://${config.HOST}:${config.PORT ?? 3000}`)
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 not so (a check that failed, a refusal, an outage), 2 asked wrongly.\n' +
        'The environment is explained in docs/deploying.md.',
    );
  // A wrong call is told with its usage, and ends with its own code (below).
  program.exitOverride().showHelpAfterError('(--help says more)');
  const { json, api } = {
    json: () => program.opts<{ json?: boolean }>().json === true,
    api: () =>
      connectAdminApi({
        url: program.opts<{ api: string }>().api.replace(/\/+$/, ''),
        adminToken: config.ADMIN_TOKEN,
        dataDir: config.DATA_DIR,
      }),
  };
  addServeCommands(program, config);
  addEventCommands(program, api, json);
  addWatchCommand(program, api, json);
  addExportCommand(program, api, json);
  addCheckCommands(program, config, json);
  addVersionCommands(program, config, json);
  program
    .command('completion')
    .description('completion for bash: source <(bilheteria completion)')
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
    say(error instanceof UsageError || error instanceof Error ? reasons(error) : String(error));
    process.exit(1);
  }
}

void main();
