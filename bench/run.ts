/**
 * `npm run bench`: measures the program on this machine, in part against a first, naive version of the saga (naive/).
 * Prints tables and writes every measurement to bench-results/ as JSON. `--only=` picks parts by name (parts.ts),
 * `--minutes=` limits the soak (30), and `--smoke` runs each part once with small sizes: it shows that the benchmark
 * works, and its figures mean nothing.
 */
import { cpus, loadavg } from 'node:os';
import { parts } from './parts';
import { printRows, writeResults } from './report';
import { setUp, type Setup } from './setup';

const smoke = process.argv.includes('--smoke');
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice(7)
  .split(',');
const minutes = Number(process.argv.find((one) => one.startsWith('--minutes='))?.slice(10) ?? 30);
const say = (text: string) => void process.stderr.write(`${text}\n`);

function fail(error: unknown): void {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const strange = process.argv.slice(2).find((one) => !/^--(smoke$|only=|minutes=)/.test(one));
  if (strange !== undefined) throw new Error(`Unknown option ${strange}`);
  if (!(minutes > 0)) throw new Error('--minutes= needs a number above 0');
  const all = parts(smoke, minutes);
  const unknown = only?.find((name) => !all.some((part) => part.name === name));
  if (unknown !== undefined)
    throw new Error(`No part ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  let pair: Promise<Setup> | undefined;
  const stopPair = async () => {
    await (await pair?.catch(() => undefined))?.stop();
    pair = undefined;
  };
  process.once('SIGINT', () => void stopPair().then(() => process.exit(130)));
  const found: Record<string, unknown> = {};
  try {
    for (const part of all.filter(({ name }) => !only || only.includes(name))) {
      say(part.name);
      // A part with its own servers runs alone.
      if (part.alone) await stopPair();
      // If the machine was busy before, absolute figures mean nothing.
      const loadBefore = loadavg()[0];
      try {
        const { rows, details } = await part.run(say, () => (pair ??= setUp(say)));
        printRows(rows);
        found[part.name] = { loadBefore, rows, details };
      } catch (error) {
        // The other parts still run.
        fail(error);
      }
    }
  } finally {
    await stopPair();
  }
  const about = { at: new Date(), node: process.version, cores: cpus().length, smoke };
  say(`\nwritten to ${writeResults({ ...about, ...found })}`);
}

main().catch(fail);
