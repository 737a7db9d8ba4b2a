/**
 * Sales under faults: kills, freezes, bad networks, full disks and wrong clocks, from seeded plans, and whether
 * every promise was kept. `--plans=` how many (50), `--from=` the first seed (1), `--seed=` one plan alone,
 * `--short` one sale that suffers every kind of fault once. A plan that fails is printed with its seed.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { planOf, shortPlan, type Plan } from './plan';
import { runPlan, type Outcome } from './sale';
import { openStand, type Stand } from './stand';

const say = (text: string) => void process.stderr.write(`${text}\n`);
const option = (name: string) =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
const number = (name: string, otherwise: number) => {
  const value = Number(option(name) ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`--${name} must be a whole number from 1 up`);
  return value;
};

function plans(): Plan[] {
  if (process.argv.includes('--short')) return [shortPlan(number('seed', 1))];
  if (option('seed') !== undefined) return [planOf(number('seed', 1))];
  const from = number('from', 1);
  return Array.from({ length: number('plans', 50) }, (_, i) => planOf(from + i));
}

/** Kept for whoever looks into it. */
function keep(seed: number, { journalFile }: Outcome, { log }: Stand): string {
  const folder = path.join('test-results', `faults-seed-${seed}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(journalFile, path.join(folder, 'journal.ndjson'));
  copyFileSync(log, path.join(folder, 'replicas.log'));
  return folder;
}

async function main(): Promise<void> {
  let stand: Stand | undefined;
  const failed: number[] = [];
  const skipped = new Set<string>();
  const stop = async () => {
    await stand?.stop();
    stand = undefined;
  };
  process.once('SIGINT', () => void stop().then(() => process.exit(130)));
  const all = plans();
  let answers = 0;
  try {
    for (const plan of all) {
      const began = Date.now();
      stand ??= await openStand(say);
      say(`plan ${plan.seed}: ${plan.faults.map(({ kind, of }) => `${kind} (${of})`).join(', ')}`);
      const outcome = await runPlan(plan, stand, say);
      outcome.skipped.forEach((one) => skipped.add(one));
      const counts = [...outcome.journal.counts].map(([what, n]) => `${what} ${n}`).sort();
      answers += [...outcome.journal.counts.values()].reduce((sum, n) => sum + n, 0);
      const { readyMs, endedMs, workflowsMs } = outcome.recovery;
      say(`  ${counts.join(', ')}`);
      say(
        `  ready ${readyMs} ms, ended ${endedMs} ms, workflows ended ${workflowsMs} ms after the last fault; ` +
          `slowest answer ${outcome.journal.slowest} ms; ${Math.round((Date.now() - began) / 1_000)} s in all`,
      );
      if (outcome.problems.length > 0) {
        failed.push(plan.seed);
        const where = keep(plan.seed, outcome, stand);
        say(
          `  FAILED, replay with: npm run test:faults -- --seed=${plan.seed}   (journal and logs in ${where})`,
        );
        for (const problem of outcome.problems.slice(0, 30)) say(`  - ${problem}`);
        // What a broken promise left behind must not be blamed on the next plan.
        await stop();
      } else say('  every promise was kept');
      rmSync(outcome.journalFile, { force: true });
    }
  } catch (error) {
    if (stand) say(readFileSync(stand.log, 'utf8').slice(-4_000));
    throw error;
  } finally {
    await stop();
  }
  for (const one of skipped) say(`skipped: ${one}`);
  say(
    `${all.length} plans, ${answers} requests: ${all.length - failed.length} kept every promise, ${failed.length} failed${failed.length > 0 ? `: seeds ${failed.join(', ')}` : ''}`,
  );
  if (failed.length > 0) process.exitCode = 1;
}

main().then(
  // Nothing is left to do; a socket of a fault may still be open.
  () => process.exit(),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
