import path from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { audit } from '../../src/db/audit';
import { verifyDraw } from '../../src/cli/verify-draw';
import { ask } from '../helpers/app';
import { giveBack, read, type BuyerContext } from './buyer-requests';
import { simulateBuyers } from './buyers';
import { checkAnswers } from './check-answers';
import { checkMoney } from './check-money';
import { createEvent } from './create-event';
import { injectFault, whyUnsupported } from './inject-fault';
import { Journal } from './journal';
import type { Fault, Plan, SaleKind } from './plan';
import { checkSessions, findEverything, simulatePeople } from './people';
import { createRandom } from './random';
import { sellTheRest } from './sell-the-rest';
import type { TestBed } from './test-bed';

export interface PlanResult {
  problems: string[];
  /** Faults that this machine can't produce, with the reason. */
  skipped: string[];
  /** Milliseconds from the end of the last fault until all replicas were ready, pre-orders had ended, workflows had ended, money was settled. */
  recovery: { readyMs: number; endedMs: number; workflowsMs: number; settledMs: number };
  journal: Journal;
  journalFile: string;
}

/** The sale lasts at least this long, and goes on for this long after the last fault, in milliseconds. */
const MIN_SALE_MS = 8_000;
const AFTER_FAULTS_MS = 2_000;

/** The time that the system may take to recover after the last fault, in milliseconds. Holds come on top. */
const RECOVERY_MS = 60_000;

/** The time that money may take on top of that, where no webhook comes: what isn't final is asked for after a minute. */
const SETTLING_MS = 120_000;

/** Runs the plan's sales and faults, sells the remaining tickets, and checks every promise. */
export async function runPlan(
  plan: Plan,
  testBed: TestBed,
  log: (text: string) => void,
): Promise<PlanResult> {
  const name = `plan-${plan.seed}-${Date.now().toString(36)}`;
  const idOf = (kind: SaleKind) => `${name}-${kind}`;
  const eventIds = plan.sales.map(idOf);
  const journalFile = path.join(tmpdir(), `bilheteria-faults-${name}.ndjson`);
  const journal = new Journal(journalFile);
  const skipped: string[] = [];
  for (const kind of plan.sales) await createEvent(plan, testBed, idOf(kind), kind);
  await testBed.sandbox.addFaults(plan.providerFaults);

  let closed = false;
  const context: BuyerContext = {
    ...{ journal, eventIds, tokens: new Set() },
    urls: testBed.replicas.map(({ url }) => url),
    mailFolder: testBed.mailFolder,
    closed: () => closed,
  };
  const buyers = Array.from({ length: plan.buyers }, () => simulateBuyers(context, plan.random.fork()));
  const simulated = Array.from({ length: plan.people }, () => simulatePeople(context, plan.random.fork()));
  const startedAt = Date.now();
  await Promise.all(
    plan.faults.map(async (fault) => {
      const reason = whyUnsupported(fault, testBed);
      if (reason !== undefined) skipped.push(`${fault.kind}: ${reason}`);
      else await runFault(fault, testBed, startedAt, log);
    }),
  );
  const faultsEndedAt = Date.now();
  await delay(Math.max(AFTER_FAULTS_MS, MIN_SALE_MS - (faultsEndedAt - startedAt)));
  closed = true;
  await testBed.sandbox.clearFaults();

  const problems: string[] = [];
  const waitUntil = async (goal: string, limitMs: number, reached: () => Promise<boolean>) => {
    while (!(await reached().catch(() => false))) {
      if (Date.now() - faultsEndedAt > limitMs) {
        problems.push(`${goal}: not within ${limitMs} ms after the last fault`);
        break;
      }
      await delay(200);
    }
    return Date.now() - faultsEndedAt;
  };
  const readyMs = await waitUntil('both replicas are ready', RECOVERY_MS, () => areReady(testBed));
  await Promise.all(buyers);
  const people = (await Promise.all(simulated)).flat();
  await findEverything(context, createRandom(plan.seed), people);
  await leaveLine(context, plan);
  const limitMs = RECOVERY_MS + (plan.holdSeconds + 10) * 1_000;
  const endedMs = await waitUntil('every pre-order has ended', limitMs, () => haveEnded(testBed, eventIds));
  const workflowsMs = await waitUntil('every workflow has ended', limitMs + 75_000, () =>
    haveWorkflowsEnded(testBed, eventIds),
  );
  await readAll(context, plan);
  problems.push(...(await checkAnswers(testBed.db, eventIds, journal)));
  problems.push(...(await checkSessions(context.urls, people)));
  problems.push(...(await auditAll(testBed, eventIds)));
  for (const id of eventIds) problems.push(...(await sellTheRest(context, plan, testBed, id)));
  if (plan.sales.includes('drawn')) {
    const draw = await verifyDraw(`${context.urls[0] ?? ''}/events/${idOf('drawn')}`);
    if (!draw.ok) problems.push(`the draw: ${draw.problem}`);
  }
  const money = async () => checkMoney(testBed.db, await testBed.sandbox.book());
  const settledMs = await waitUntil('all money is settled', limitMs + SETTLING_MS, async () => {
    return (await money()).length === 0;
  });
  problems.push(...(await money()));
  problems.push(
    ...journal.problems.filter((problem) => !problems.includes(problem)),
    ...(await auditAll(testBed, eventIds)),
  );
  return { problems, skipped, recovery: { readyMs, endedMs, workflowsMs, settledMs }, journal, journalFile };
}

async function runFault(
  fault: Fault,
  testBed: TestBed,
  startedAt: number,
  log: (text: string) => void,
): Promise<void> {
  const { kind, target, startMs, durationMs } = fault;
  await delay(Math.max(0, startedAt + startMs - Date.now()));
  const endFault = await injectFault(fault, testBed);
  log(
    `  ${((Date.now() - startedAt) / 1_000).toFixed(1)} s: ${kind} (${target}) for ${(durationMs / 1_000).toFixed(1)} s`,
  );
  await delay(durationMs);
  await endFault();
}

async function areReady({ replicas }: TestBed): Promise<boolean> {
  const answers = replicas.map(({ url }) => fetch(`${url}/ready`, { signal: AbortSignal.timeout(5_000) }));
  return (await Promise.all(answers)).every(({ ok }) => ok);
}

/** Everyone who is still in line leaves, including buyers who never got the answer to their join. */
async function leaveLine(context: BuyerContext, { seed }: Plan): Promise<void> {
  await readAll(context, { seed });
  const random = createRandom(seed);
  const waiting = [...context.journal.records.values()].filter(({ last }) => last.status === 'in_line');
  for (const record of waiting) await giveBack(context, random, record);
}

/** Every buyer reads all of their pre-orders, so that the journal has the final answers. */
async function readAll(context: BuyerContext, { seed }: Pick<Plan, 'seed'>): Promise<void> {
  const random = createRandom(seed);
  for (const token of context.tokens) {
    const list = await ask(`${random.pick(context.urls)}/pre-orders`, 'GET', token);
    const preOrders = (list.body['preOrders'] ?? []) as { id: string; eventId: string }[];
    for (const { id, eventId } of preOrders)
      await read(context, random, { ...{ token, eventId, id }, key: context.journal.records.get(id)?.key });
  }
}

async function haveEnded({ db }: TestBed, eventIds: string[]): Promise<boolean> {
  const text = 'SELECT FROM pre_order WHERE event_id = ANY ($1) AND closed_at IS NULL LIMIT 1';
  return (await db.query({ name: 'open', text }, [eventIds])).length === 0;
}

/** No workflow is running, and there was one for every pre-order whose tickets were held. */
async function haveWorkflowsEnded({ temporal, db }: TestBed, eventIds: string[]): Promise<boolean> {
  const quotedIds = eventIds.map((id) => `'${id}'`).join(', ');
  const query = `WorkflowType = 'preOrder' AND EventId IN (${quotedIds})`;
  const ofMoney = "WorkflowType IN ('settlePayment', 'refund')";
  const running = await temporal.workflow.count(`(${query} OR ${ofMoney}) AND ExecutionStatus = 'Running'`);
  const all = await temporal.workflow.count(query);
  const text = 'SELECT count(*) AS n FROM pre_order WHERE event_id = ANY ($1) AND held_at IS NOT NULL';
  const [held] = await db.query<{ n: number }>({ name: 'held', text }, [eventIds]);
  return running.count === 0 && held !== undefined && all.count >= held.n;
}

async function auditAll({ db }: TestBed, eventIds: string[]): Promise<string[]> {
  const offenders = (await Promise.all(eventIds.map((id) => audit(db, id)))).flat();
  return offenders.map(({ invariant, eventId, offender }) => `audit: ${invariant} ${eventId} ${offender}`);
}
