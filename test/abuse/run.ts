/**
 * `npm run test:abuse`: malicious and malformed requests. `--short` makes fewer slow connections and restarts, and a shorter
 * search by Schemathesis. Exits with 77 if everything else passes but Schemathesis can't be installed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';

const short = process.argv.includes('--short');
const environment = short
  ? { ABUSE_SLOW: '500', ABUSE_RESTARTS: '3', SCHEMATHESIS_SECONDS: '45' }
  : { ABUSE_SLOW: '5000', ABUSE_RESTARTS: '200', SCHEMATHESIS_SECONDS: '600' };

async function run(...command: [string, ...string[]]): Promise<number> {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  return ((await once(child, 'exit')) as [number | null])[0] ?? 1;
}

async function main(): Promise<number> {
  let tests = 0;
  // Each file in a process of its own: an attacker's process gives way to the program and keeps doing so (neighbour.ts).
  for (const file of (await readdir(__dirname)).filter((name) => name.endsWith('.test.ts'))) {
    const jest = ['node_modules/jest/bin/jest.js', `test/abuse/${file}`, '--runInBand'];
    tests = (await run(process.execPath, ...jest, '--testPathIgnorePatterns=/node_modules/')) || tests;
  }
  const search = await run(process.execPath, '--import', 'tsx', 'test/abuse/schemathesis.ts');
  return tests || search;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
