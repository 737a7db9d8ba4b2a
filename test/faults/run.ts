/**
 * Sells tickets while faults happen, as seeded plans say (kills, freezes, bad networks, full disks, wrong clocks),
 * and checks that every promise was kept. `--plans=` is the number of plans (50), `--from=` the first seed (1),
 * `--seed=` runs one plan, and `--short` runs one sale with every kind of fault once. With `--money` all tickets are
 * paid for, the payment provider fails in every way, and processes are killed meanwhile: 30 plans, three with `--short`.
 * A plan that fails prints its seed.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createMoneyPlan, createPlan, createShortPlan, type Plan } from './plan';
import { runPlan, type PlanResult } from './run-plan';
import { startTestBed, type TestBed } from './test-bed';

const isMoney = ({ sales }: Plan) => !sales.includes('open');
const log = (text: string) => void process.stderr.write(`${text}\n`);
const option = (name: string) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const numberOption = (name: string, defaultValue: number) => {
  const value = Number(option(name) ?? defaultValue);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`--${name} must be a whole number, at least 1`);
  return value;
};

function selectPlans(): Plan[] {
  const [isShort, forMoney] = [process.argv.includes('--short'), process.argv.includes('--money')];
  if (isShort && !forMoney) return [createShortPlan(numberOption('seed', 1))];
  const create = forMoney ? createMoneyPlan : createPlan;
  if (option('seed') !== undefined) return [create(numberOption('seed', 1))];
  const from = numberOption('from', 1);
  const usual = forMoney ? (isShort ? 3 : 30) : 50;
  return Array.from({ length: numberOption('plans', usual) }, (_, i) => create(from + i));
}

/** Keeps the journal and logs of a failed plan for inspection. @returns their folder. */
function saveEvidence(seed: number, { journalFile }: PlanResult, { logFile }: TestBed): string {
  const folder = path.join('test-results', `faults-seed-${seed}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(journalFile, path.join(folder, 'journal.ndjson'));
  copyFileSync(logFile, path.join(folder, 'replicas.log'));
  return folder;
}

async function main(): Promise<void> {
  let testBed: TestBed | undefined;
  const failedSeeds: number[] = [];
  const skipped = new Set<string>();
  const stop = async () => {
    await testBed?.stop();
    testBed = undefined;
  };
  process.once('SIGINT', () => void stop().then(() => process.exit(130)));
  const plans = selectPlans();
  let requests = 0;
  try {
    for (const plan of plans) {
      const startedAt = Date.now();
      testBed ??= await startTestBed(log);
      const faults = [
        ...plan.faults.map(({ kind, target }) => `${kind} (${target})`),
        ...plan.providerFaults.map(({ do: kind, ...more }) => `${kind} ${JSON.stringify(more)}`),
      ];
      log(`plan ${plan.seed}: ${faults.join(', ')}`);
      const result = await runPlan(plan, testBed, log);
      result.skipped.forEach((fault) => skipped.add(fault));
      const counts = [...result.journal.counts].map(([outcome, n]) => `${outcome} ${n}`).sort();
      requests += [...result.journal.counts.values()].reduce((sum, n) => sum + n, 0);
      const { readyMs, endedMs, workflowsMs, settledMs } = result.recovery;
      log(`  ${counts.join(', ')}`);
      log(
        `  after the last fault: replicas ready in ${readyMs} ms, pre-orders ended in ${endedMs} ms, ` +
          `workflows ended in ${workflowsMs} ms, money settled by ${settledMs} ms; slowest answer ${result.journal.slowestMs} ms; ` +
          `${Math.round((Date.now() - startedAt) / 1_000)} s in total`,
      );
      if (result.problems.length > 0) {
        failedSeeds.push(plan.seed);
        const folder = saveEvidence(plan.seed, result, testBed);
        log(
          `  FAILED. Replay with: npm run test:faults --${isMoney(plan) ? ' --money' : ''} --seed=${plan.seed}   (journal and logs in ${folder})`,
        );
        for (const problem of result.problems.slice(0, 30)) log(`  - ${problem}`);
        // The next plan starts fresh, so that it isn't blamed for what this one left behind.
        await stop();
      } else log('  every promise was kept');
      rmSync(result.journalFile, { force: true });
    }
  } catch (error) {
    if (testBed) log(readFileSync(testBed.logFile, 'utf8').slice(-4_000));
    throw error;
  } finally {
    await stop();
  }
  for (const fault of skipped) log(`skipped: ${fault}`);
  log(
    `${plans.length} plans, ${requests} requests: ${plans.length - failedSeeds.length} kept every promise, ${failedSeeds.length} failed${failedSeeds.length > 0 ? `: seeds ${failedSeeds.join(', ')}` : ''}`,
  );
  if (failedSeeds.length > 0) process.exitCode = 1;
}

main().then(
  // A socket of an injected fault may still be open and would keep the process alive.
  () => process.exit(),
  (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
