import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { callApi } from './admin-api';
import type { CommandContext } from './context';
import { credentialsOf } from './credentials';
import { CommandError } from './output';

const NOTES = `
Asks for the token, which is not shown, checks it, and keeps it for this address in a file that only you can read.
A token comes from "bilheteria token create" or from the people who run the box office. BILHETERIA_TOKEN takes precedence.`;

/** `bilheteria login` and `bilheteria logout` */
export function addLoginCommands(program: Command, { settings, output, apiUrl }: CommandContext): void {
  program
    .command('login')
    .description('keep a token for the commands that operate the box office')
    .option('--token-stdin', 'read the token from standard input')
    .addHelpText('after', NOTES)
    .action(async ({ tokenStdin }: { tokenStdin?: boolean }) => {
      const [url, credentials] = [apiUrl(), credentialsOf(settings)];
      const token = (tokenStdin ? await text(process.stdin) : await askForToken(url)).trim();
      if (!/^[!-~]+$/.test(token)) throw new CommandError('no_token', 'This is not a token.');
      const answer = await callApi(url, token, 'GET', '/admin/session');
      const { name, role } = (await answer.json()) as { name: string; role: string };
      await credentials.save(url, token);
      output.print(
        { api: url, name, role, file: credentials.file },
        `Logged in to ${url} as ${name} (${role}).`,
      );
    });

  program
    .command('logout')
    .description('forget the token that login keeps')
    .action(async () => {
      const url = apiUrl();
      const removed = await credentialsOf(settings).remove(url);
      output.print({ api: url, removed }, removed ? `Logged out of ${url}.` : `Not logged in to ${url}.`);
    });
}

/** Reads a line from the terminal without showing it. */
async function askForToken(url: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new CommandError('no_terminal', 'Run this in a terminal, or pipe the token with --token-stdin.');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  reader.once('SIGINT', () => process.exit(130));
  process.stderr.write(`Token for ${url}: `);
  try {
    return await reader.question('');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
