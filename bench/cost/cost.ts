/** What one pre-order and one read cost, from the first request to the last workflow event: the figures of docs/scaling.md. */
import { setTimeout as delay } from 'node:timers/promises';
import { preOrderWorkflowId } from '../../src/contract/names';
import { onSale } from '../../test/helpers/database';
import { ask, bytesOf, end, ended, openStreams, type Asked } from '../buyers';
import { closedLoop, median } from '../load';
import type { Result, Row } from '../report';
import { setUp, type Setup } from '../setup';
import { historyCost } from './history';
import { CostMeter, type Used } from './meter';
import { oneRow } from './one-row';

export interface CostSizes {
  sagas: number;
  alone: number;
  reads: number;
  calls: number;
  streams: number;
  idleMs: number;
}
export const FULL_COST: CostSizes = {
  sagas: 300,
  alone: 30,
  reads: 3_000,
  calls: 6_000,
  streams: 200,
  idleMs: 10_000,
};
export const SMALL_COST: CostSizes = { sagas: 4, alone: 2, reads: 20, calls: 64, streams: 4, idleMs: 500 };

const AT_ONCE = 24;
const HOLD_SECONDS = 5;

export async function cost(say: (text: string) => void, sizes: CostSizes): Promise<Result> {
  const setup = await setUp(say, { counted: true });
  const rows: Row[] = [];
  const details: Record<string, unknown> = {};
  const add = (what: string, unit: string, ours: number) => rows.push({ what, unit, ours });
  /** Adds what a piece of work cost, divided by `count`. */
  const note = (name: string, count: number, used: Used) => {
    details[name] = { count, used };
    add(`${name}: CPU of the app`, 'ms', (used.cpu.app * 1_000) / count);
    add(`${name}: CPU of Temporal`, 'ms', (used.cpu.temporal * 1_000) / count);
    add(`${name}: CPU of Postgres`, 'ms', (used.cpu.postgres * 1_000) / count);
    add(`${name}: SQL statements`, '', used.statements / count);
    add(`${name}: time in them`, 'ms', used.statementMs / count);
  };
  try {
    const meter = new CostMeter(setup);
    const { db } = setup;
    await onSale(db, { pista: 1_000_000 }, { id: 'many', idleSeconds: 600 });
    const brief = { holdSeconds: HOLD_SECONDS, idleSeconds: HOLD_SECONDS };
    await onSale(db, { pista: 1_000_000 }, { id: 'brief', ...brief });
    // Warm-up: code, connections, plans.
    await closedLoop(sizes.sagas, AT_ONCE, async () => end(setup, await ask(setup, 'many', 201), 'checkout'));
    await ended(setup, 'many');
    note('idle, a second', 1, await meter.measureIdle(sizes.idleMs));

    for (const [name, event, how] of [
      ['sold', 'many', 'checkout'],
      ['given back', 'many', 'give back'],
      ['run out', 'brief', undefined],
    ] as const) {
      for (const [atOnce, count] of [
        [1, sizes.alone],
        [AT_ONCE, sizes.sagas],
      ] as const) {
        say(`cost: ${name}, ${atOnce} at once`);
        const all: Asked[] = [];
        const used = await meter.of(async () => {
          await closedLoop(count, atOnce, async () => {
            const asked = await ask(setup, event, 201);
            all.push(asked);
            if (how) await end(setup, asked, how);
          });
          await ended(setup, event);
        });
        note(`${name}, ${atOnce} at once`, count, used);
        if (atOnce === 1) await noteHistories(name, setup, all, add);
      }
    }
    await others(setup, meter, sizes, note, add);
    await oneRow(setup, meter, sizes.calls, note, add);
    return { rows, details };
  } finally {
    await setup.stop();
  }
}

type Note = (name: string, count: number, used: Used) => void;
type Add = (what: string, unit: string, ours: number) => unknown;

async function noteHistories(name: string, { temporal }: Setup, all: Asked[], add: Add): Promise<void> {
  const costs = [];
  for (const { id } of all) costs.push(await historyCost(temporal, preOrderWorkflowId(id)));
  add(`${name}: workflow tasks`, '', median(costs.map((one) => one.workflowTasks)));
  add(`${name}: history events`, '', median(costs.map((one) => one.events)));
  add(`${name}: history`, 'bytes', median(costs.map((one) => one.bytes)));
  add(`${name}: Actions`, '', median(costs.map((one) => one.actions)));
}

/** Buyers who are refused or wait in line, and people who only read. None of them has a workflow. */
async function others(setup: Setup, meter: CostMeter, { reads, streams }: CostSizes, note: Note, add: Add) {
  const api = setup.ours.url;
  await onSale(setup.db, { pista: 1 }, { id: 'gone' });
  await end(setup, await ask(setup, 'gone', 201), 'checkout');
  note(
    'refused, sold out',
    reads,
    await meter.of(() => closedLoop(reads, AT_ONCE, () => ask(setup, 'gone', 409, 0))),
  );

  await onSale(setup.db, { pista: 1 }, { id: 'full', idleSeconds: 600 });
  await ask(setup, 'full', 201);
  const waiting: Asked[] = [];
  const join = async () => void waiting.push(await ask(setup, 'full', 202, 0));
  note('joins the line', reads, await meter.of(() => closedLoop(reads, AT_ONCE, join)));

  const { token, id } = waiting[waiting.length >> 1] as Asked;
  for (const [name, url, as] of [
    ['asks for its pre-order', `${api}/pre-orders/${id}`, token],
    ['asks for the line', `${api}/events/full/line`, undefined],
    ['asks for the event', `${api}/events/full`, undefined],
    ['loads the page', `${api.replace(/\/api$/, '')}/events/full`, undefined],
  ] as const) {
    note(name, reads, await meter.of(() => closedLoop(reads, AT_ONCE, () => bytesOf(url, as))));
    add(`${name}: over the network`, 'bytes', await bytesOf(url, as));
  }

  await watched(setup, meter, streams, waiting, note, add);
}

const STREAMED_SECONDS = 12;

/** What open streams cost: of an event whose counts change, and of a place in line. */
async function watched(
  setup: Setup,
  meter: CostMeter,
  count: number,
  waiting: Asked[],
  note: Note,
  add: Add,
) {
  const api = setup.ours.url;
  const event = await openStreams(
    Array.from({ length: count }, () => ({ url: `${api}/events/many/stream` })),
  );
  const changes = await meter.of(async () => {
    for (let i = 1; i <= STREAMED_SECONDS * 2; i++) {
      await onSale(setup.db, { pista: 1_000_000 + i }, { id: 'many', idleSeconds: 600 });
      await delay(500);
    }
  });
  const { messages, bytes } = event.close();
  note("a message of an event's stream", messages, changes);
  add("a message of an event's stream: over the network", 'bytes', bytes / messages);

  const places = await openStreams(
    waiting.slice(0, count).map(({ id, token }) => ({ url: `${api}/pre-orders/${id}/stream`, token })),
  );
  const idle = await meter.of(() => delay(STREAMED_SECONDS * 1_000));
  places.close();
  note('a stream of a place in line, a second', count * STREAMED_SECONDS, idle);
}
