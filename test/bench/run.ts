/**
 * Compares the sale with the saga as one would write it first, in one run on one pair of servers,
 * round by round in turns. Prints a table; everything measured goes into bench-results/ as JSON.
 * `--smoke` runs each part once with small sizes: it proves that the benchmark works, and no figure.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { median } from './load';
import { createVariants, round, type SagaRound } from './sagas';
import { setUp } from './setup';
import { reservePath } from './reserve-path';
import { lateness } from './lateness';
import { openHolds } from './open-holds';

const smoke = process.argv.includes('--smoke');
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice(7)
  .split(',');
const say = (text: string) => void process.stderr.write(`${text}\n`);
const wanted = (name: string) => !only || only.includes(name);

interface Line {
  what: string;
  naive?: number;
  ours: number;
  unit: string;
  ratio?: number;
  target?: string;
}

async function main(): Promise<void> {
  const setup = await setUp(say);
  process.once('SIGINT', () => void setup.stop().then(() => process.exit(130)));
  const lines: Line[] = [];
  const results: Record<string, unknown> = {
    at: new Date(),
    node: process.version,
    cores: cpus().length,
    smoke,
  };
  try {
    if (wanted('sagas')) {
      const variants = await createVariants(setup);
      const rounds: Record<string, SagaRound[]> = { ours: [], naive: [] };
      const small = { alone: 5, many: 24, sagas: 24, atOnce: 24 };
      const full = { alone: 60, many: 300, sagas: 300, atOnce: 24 };
      for (const variant of variants) await round(variant, setup, small);
      for (let i = 0; i < (smoke ? 1 : 3); i++) {
        for (const variant of i % 2 ? [...variants].reverse() : variants) {
          say(`round ${i + 1}: ${variant.name}`);
          rounds[variant.name]?.push(await round(variant, setup, smoke ? small : full));
        }
      }
      results['rounds'] = rounds;
      const compare = (
        what: string,
        unit: string,
        get: (one: SagaRound) => number,
        more: boolean,
        target?: string,
      ) => {
        const [ours, naive] = [
          median((rounds['ours'] ?? []).map(get)),
          median((rounds['naive'] ?? []).map(get)),
        ];
        lines.push({
          what,
          unit,
          ours,
          naive,
          ratio: more ? ours / naive : naive / ours,
          ...(target && { target }),
        });
      };
      compare('pre-order alone, p50', 'ms', (one) => one.alone.p50, false, '>= 2');
      compare('pre-order alone, p90', 'ms', (one) => one.alone.p90, false);
      compare('pre-order alone, p99', 'ms', (one) => one.alone.p99, false);
      compare('pre-orders, 24 at once', '/s', (one) => one.many.perSecond, true, '>= 2.3');
      compare('pre-order, 24 at once, p50', 'ms', (one) => one.many.p50, false);
      compare('pre-order, 24 at once, p99', 'ms', (one) => one.many.p99, false);
      compare('complete sagas, 24 at once', '/s', (one) => one.sagas.perSecond, true, '>= 2.2');
      compare('CPU a complete saga', 'ms', (one) => one.sagas.cpuMsPerSaga, false, '>= 2');
      for (const process of ['app', 'temporal', 'postgres'])
        compare(`  of it ${process}`, 's', (one) => one.sagas.cpu[process] ?? NaN, false);
    }
    if (wanted('reserve')) {
      const found = await reservePath(setup, smoke ? 64 : 3_000);
      results['reservePath'] = found;
      lines.push({
        what: 'Postgres alone: call, 64 at once',
        unit: '/s',
        naive: found.each.perSecond,
        ours: found.call.perSecond,
        ratio: found.call.perSecond / found.each.perSecond,
        target: '>= 8',
      });
      lines.push({
        what: 'Postgres alone: call and hold, 64 at once',
        unit: '/s',
        naive: found.each.perSecond,
        ours: found.callAndHold.perSecond,
        ratio: found.callAndHold.perSecond / found.each.perSecond,
      });
    }
    if (wanted('lateness')) {
      const found = await lateness(setup, smoke ? 20 : 300);
      results['lateness'] = found;
      lines.push({
        what: `invalidation after expiresAt, ${found.count} within a second, p50`,
        unit: 'ms',
        ours: found.p50,
      });
      lines.push({ what: 'the same, p99', unit: 'ms', ours: found.p99, target: '< 1000' });
      lines.push({ what: 'the same, earliest', unit: 'ms', ours: found.earliest, target: '>= 0' });
    }
    if (wanted('open')) {
      const found = await openHolds(setup, smoke ? 50 : 5_000);
      results['openHolds'] = found;
      lines.push({
        what: `memory of the app with ${found.count} holds open`,
        unit: 'MB',
        ours: found.memoryMb,
        target: '< 1200',
      });
      lines.push({
        what: 'next pre-order alone, p50, none open and then',
        unit: 'ms',
        naive: found.before.p50,
        ours: found.after.p50,
        ratio: found.after.p50 / found.before.p50,
        target: '<= 1.3',
      });
    }
  } finally {
    await setup.stop();
  }
  const cell = (value: number | undefined) =>
    value === undefined ? '' : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
  process.stdout.write(`\n| what | naive | ours | ratio | target |\n|---|---:|---:|---:|---|\n`);
  for (const { what, unit, naive, ours, ratio, target } of lines)
    process.stdout.write(
      `| ${what}, ${unit} | ${cell(naive)} | ${cell(ours)} | ${cell(ratio)} | ${target ?? ''} |\n`,
    );
  mkdirSync('bench-results', { recursive: true });
  const file = `bench-results/${new Date().toISOString().replaceAll(':', '-')}.json`;
  writeFileSync(file, JSON.stringify({ ...results, lines }, null, 2));
  say(`\nwritten to ${file}`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
