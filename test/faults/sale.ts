import path from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { audit } from '../../src/db/audit';
import { verifyDraw } from '../../src/cli/verify-draw';
import { ask } from '../helpers/app';
import { giveBack, look, visit, type World } from './buyers';
import { inflict, missingFor } from './faults';
import { Journal } from './journal';
import { judge } from './judge';
import type { Fault, Plan } from './plan';
import { randomFrom } from './random';
import { sellTheRest } from './sell-the-rest';
import type { Stand } from './stand';

/** What came of a plan. */
export interface Outcome {
  problems: string[];
  /** Faults that this machine can't have, with the reason. */
  skipped: string[];
  /** After the last fault was over: until both replicas were ready, all had ended, all workflows had ended; in milliseconds. */
  recovery: { readyMs: number; endedMs: number; workflowsMs: number };
  journal: Journal;
  journalFile: string;
}

/** The shortest sale, and how long it goes on after the last fault, in milliseconds. */
const SALE_MS = 8_000;
const AFTERWARDS_MS = 2_000;

/** After faults everything must be well again within so long, in milliseconds; holds come on top. */
const RECOVERY_MS = 60_000;

/** A sale with its faults, from the opening to the last ticket. */
export async function runPlan(plan: Plan, stand: Stand, say: (text: string) => void): Promise<Outcome> {
  const name = `plan-${plan.seed}-${Date.now().toString(36)}`;
  const events = [name, `${name}-drawn`];
  const journalFile = path.join(tmpdir(), `bilheteria-faults-${name}.ndjson`);
  const journal = new Journal(journalFile);
  const skipped: string[] = [];
  for (const id of events) await openSale(plan, stand, id);

  let closed = false;
  const world: World = {
    ...{ journal, eventIds: events, tokens: new Set() },
    urls: stand.replicas.map(({ url }) => url),
    closed: () => closed,
  };
  const visitors = Array.from({ length: plan.buyers }, () => visit(world, plan.random.fork()));
  const began = Date.now();
  await Promise.all(
    plan.faults.map(async (fault) => {
      const missing = missingFor(fault, stand);
      if (missing !== undefined) skipped.push(`${fault.kind}: ${missing}`);
      else await befall(fault, stand, began, say);
    }),
  );
  const over = Date.now();
  await delay(Math.max(AFTERWARDS_MS, SALE_MS - (over - began)));
  closed = true;

  const problems: string[] = [];
  const within = async (what: string, limitMs: number, done: () => Promise<boolean>) => {
    while (!(await done().catch(() => false))) {
      if (Date.now() - over > limitMs) {
        problems.push(`${what}: not within ${limitMs} ms after the last fault`);
        break;
      }
      await delay(200);
    }
    return Date.now() - over;
  };
  const readyMs = await within('both replicas are ready', RECOVERY_MS, () => ready(stand));
  await Promise.all(visitors);
  await leaveLine(world, plan);
  const patience = RECOVERY_MS + (plan.holdSeconds + 10) * 1_000;
  const endedMs = await within('everything has ended', patience, () => nothingOpen(stand, events));
  const workflowsMs = await within('all workflows have ended', patience + 75_000, () =>
    noWorkflow(stand, events),
  );
  await lookAtAll(world, plan);
  problems.push(...(await judge(stand.db, events, journal)));
  problems.push(...(await auditAll(stand, events)));
  for (const id of events) problems.push(...(await sellTheRest(world, plan, stand, id)));
  const check = await verifyDraw(`${world.urls[0] ?? ''}/events/${events[1] ?? ''}`);
  if (!check.ok) problems.push(`the draw: ${check.problem}`);
  problems.push(
    ...journal.problems.filter((one) => !problems.includes(one)),
    ...(await auditAll(stand, events)),
  );
  return { problems, skipped, recovery: { readyMs, endedMs, workflowsMs }, journal, journalFile };
}

async function befall(fault: Fault, stand: Stand, began: number, say: (text: string) => void): Promise<void> {
  const { kind, of, atMs, forMs } = fault;
  await delay(Math.max(0, began + atMs - Date.now()));
  const heal = await inflict(fault, stand);
  say(
    `  ${((Date.now() - began) / 1_000).toFixed(1)} s: ${kind} (${of}) for ${(forMs / 1_000).toFixed(1)} s`,
  );
  await delay(forMs);
  await heal();
}

/** One sale that is open, and one that draws the places of all who come in its first seconds. */
async function openSale(plan: Plan, { replicas, adminToken }: Stand, id: string): Promise<void> {
  const opens = id.endsWith('-drawn') ? Date.now() + 3_000 : Date.now() - 1_000;
  const answer = await ask(`${replicas[0].url}/admin/events/${id}`, 'PUT', adminToken, {
    ...{
      name: 'Rock no Rio',
      venue: 'Hall',
      startsAt: '2099-01-01T20:00:00Z',
      closesAt: '2098-01-01T00:00:00Z',
    },
    ...{ onSaleAt: new Date(opens).toISOString(), draw: id.endsWith('-drawn') },
    ...{ holdSeconds: plan.holdSeconds, idleSeconds: plan.idleSeconds, maxPerBuyer: plan.maxPerBuyer },
    ticketTypes: Object.entries(plan.capacity).map(([type, capacity]) => ({
      ...{ id: type, name: type, priceCents: 1_000, currency: 'BRL', capacity },
    })),
  });
  if (answer.status !== 201) throw new Error(`the sale can't be opened: ${JSON.stringify(answer.body)}`);
}

async function ready({ replicas }: Stand): Promise<boolean> {
  const answers = replicas.map(({ url }) => fetch(`${url}/ready`, { signal: AbortSignal.timeout(5_000) }));
  return (await Promise.all(answers)).every(({ ok }) => ok);
}

/** Whoever still waits goes away, also those whose answer was lost. */
async function leaveLine(world: World, { seed }: Plan): Promise<void> {
  await lookAtAll(world, { seed });
  const random = randomFrom(seed);
  const waiting = [...world.journal.records.values()].filter(({ last }) => last.status === 'in_line');
  for (const record of waiting) await giveBack(world, random, record);
}

/** Everybody looks at everything they have. */
async function lookAtAll(world: World, { seed }: Pick<Plan, 'seed'>): Promise<void> {
  const random = randomFrom(seed);
  for (const token of world.tokens) {
    const list = await ask(`${random.one(world.urls)}/pre-orders`, 'GET', token);
    const orders = (list.body['preOrders'] ?? []) as { id: string; eventId: string }[];
    for (const { id, eventId } of orders)
      await look(world, random, { ...{ token, eventId, id }, key: world.journal.records.get(id)?.key });
  }
}

async function nothingOpen({ db }: Stand, events: string[]): Promise<boolean> {
  const text = 'SELECT FROM pre_order WHERE event_id = ANY ($1) AND closed_at IS NULL LIMIT 1';
  return (await db.query({ name: 'open', text }, [events])).length === 0;
}

/** No workflow runs any more, and everybody whose tickets were held had one. */
async function noWorkflow({ temporal, db }: Stand, events: string[]): Promise<boolean> {
  const of = events.map((id) => `'${id}'`).join(', ');
  const query = `WorkflowType = 'preOrder' AND EventId IN (${of})`;
  const running = await temporal.workflow.count(`${query} AND ExecutionStatus = 'Running'`);
  const all = await temporal.workflow.count(query);
  const text = 'SELECT count(*) AS n FROM pre_order WHERE event_id = ANY ($1) AND held_at IS NOT NULL';
  const [held] = await db.query<{ n: number }>({ name: 'held', text }, [events]);
  return running.count === 0 && held !== undefined && all.count >= held.n;
}

async function auditAll({ db }: Stand, events: string[]): Promise<string[]> {
  const offenders = (await Promise.all(events.map((id) => audit(db, id)))).flat();
  return offenders.map((one) => `audit: ${one.invariant} ${one.eventId} ${one.offender}`);
}
