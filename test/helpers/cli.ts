import { execFile } from 'node:child_process';
import { programCommand } from './app';
import type { SharedApp } from './use-app';

/** What a command printed and how it ended. */
export interface Ran {
  code: number;
  out: string;
  said: string;
}

/** Runs a command of the program to its end, in this environment. */
export const runProgram = (args: string[], environment: NodeJS.ProcessEnv): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { ...process.env, NODE_ENV: '', PORT: '0', ...environment };
    execFile(process.execPath, [...programCommand(), ...args], { env }, (error, out, said) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, said }),
    );
  });

/** The program's commands, as a shell runs them against a running sale. The token comes from its data folder. */
export function cliOf(app: SharedApp) {
  const empty = { ADMIN_TOKEN: '', SESSION_SECRET: '', DATABASE_URL: '', TEMPORAL_ADDRESS: '' };
  // The program is there once the tests run.
  const runWith = (settings: Record<string, string>, ...args: string[]) =>
    runProgram(['--api', app.url.replace(/\/api$/, ''), ...args], {
      ...empty,
      PORT: process.env['PORT'],
      DATA_DIR: app.folder,
      ...settings,
    });
  const run = (...args: string[]) => runWith({}, ...args);
  return {
    run,
    runWith,
    json: async (...args: string[]) =>
      JSON.parse((await run('--json', ...args)).out) as Record<string, unknown>,
  };
}

/** The last line; lines before it report progress. */
export const errorOf = ({ said }: Ran) =>
  (JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as { error: { code: string } }).error;
