import type { Command } from 'commander';

/** `bilheteria completion` */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a bash completion script: source <(bilheteria completion)')
    .action(() => void process.stdout.write(`${completionOf(program)}\n`));
}

/** A bash function that completes the commands. */
function completionOf(program: Command): string {
  const names = (command: Command) => command.commands.map((one) => one.name()).join(' ');
  const nested = program.commands
    .filter((command) => command.commands.length > 0)
    .map((command) => `    ${command.name()}) words="${names(command)}" ;;`);
  return [
    '_bilheteria() {',
    `  local words="${names(program)} --help --version --json --api"`,
    '  case "${COMP_WORDS[1]}" in',
    ...nested,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -F _bilheteria bilheteria',
  ].join('\n');
}
