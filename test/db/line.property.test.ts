/** Random sales are compared with a simple model; random storms must keep the invariants. */
import fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { common, fickle, joins, merging, rare, rules, TYPES, type Ask, type Command } from './line-commands';
import { follow } from './line-follow';
import { LineModel } from './line-model';
import { mergeBuyers } from './line-merge';
import { buyerId, RealLine, SEED, type RealProcess } from './line-real';
import { problemsOf, readState, reportedProblems, type State } from './line-state';

/** Few enough for the file to take well under a minute on a small machine. */
const SALES = 50;
const STORMS = 30;

/** Shrinking stops before Jest's limit, so that the failure is printed. */
const patience = { interruptAfterTimeLimit: 90_000 };

let sale: TestDatabase;
let other: RealProcess;
beforeAll(async () => {
  sale = await createTestDatabase();
  other = sale.another();
});
afterAll(() => sale.db.close());

const opening: Command[] = [{ what: 'open' }];
const drawing: Command[] = [{ what: 'draw' }];
/** Entries, the opening, joins before the draw, the draw, and what follows. A sale without a draw is open from the start. */
const scenario = (commands: fc.Arbitrary<Command>) =>
  fc.tuple(
    rules,
    fc.noBias(fc.array(fc.oneof({ weight: 4, arbitrary: joins }, commands), { maxLength: 12, size: 'max' })),
    fc.array(fc.oneof(joins, commands), { maxLength: 4 }),
    fc.noBias(fc.array(commands, { maxLength: 40, size: 'max' })),
  );

test.each([
  ['in a sale', rare],
  ['where buyers come and go', fickle],
  ['where buyers turn out to be others', merging],
])(
  'whatever happens %s, the line does what a list walked from the front would do',
  async (_where, commands) => {
    await fc.assert(
      fc.asyncProperty(scenario(fc.oneof(...commands)), async ([given, before, between, after]) => {
        const real = new RealLine(sale.db, given);
        await real.create();
        const model = new LineModel(real.rules, SEED);
        const all = given.draw
          ? [...before, ...opening, ...between, ...drawing, ...after]
          : [...before, ...between, ...after];
        for (const command of all) {
          await step(real, model, command);
          await compare(real, model, command);
        }
        expect(await reportedProblems(sale.db, real.event)).toEqual([]);
      }),
      { numRuns: SALES, ...patience },
    );
  },
  120_000,
);

/** Runs one command on both. */
async function step(real: RealLine, model: LineModel, command: Command): Promise<void> {
  if (command.what === 'join' || command.what === 'rush') {
    await rush(real, model, command.what === 'join' ? [command] : command.asks);
    return;
  }
  if (command.what === 'again') {
    const known = model.find(real.orderAt(command.order));
    if (known) model.arrive();
    if (known) expect((await real.join(other, { ...known, direct: true }))[0]).toBe(`known ${known.id}`);
    return;
  }
  if (command.what === 'merge') {
    const { orders } = await readState(sale.db, real.event);
    await real.run(sale, command);
    const askedAt = new Map(orders.map((order) => [order.id, order.askedAt]));
    mergeBuyers(model, buyerId(command.from), buyerId(command.to), askedAt);
    return;
  }
  const answer = await real.run(sale, command);
  expect(answer).toEqual(follow(model, command, 'order' in command ? real.orderAt(command.order) : ''));
}

/** Several requests at once. Their places tell their order; a refusal must be right at some point in between. */
async function rush(real: RealLine, model: LineModel, asks: Ask[]): Promise<void> {
  const answers = await Promise.all(
    asks.map(async (one, i) => {
      const asked = real.asked(one);
      const [outcome, answer] = await real.join(i % 2 ? other : sale, asked);
      const preOrder = answer && 'preOrder' in answer ? answer.preOrder : undefined;
      return { asked, outcome, place: preOrder?.place ?? 0, given: preOrder !== undefined };
    }),
  );
  model.arrive();
  let refused = answers.filter((one) => !one.given);
  const explain = () => (refused = refused.filter((one) => model.answer(one.asked) !== one.outcome));
  for (const one of answers.filter(({ given }) => given).sort((a, b) => a.place - b.place)) {
    explain();
    expect([one.asked, model.join(one.asked)]).toEqual([one.asked, one.outcome]);
  }
  explain();
  expect(refused).toEqual([]);
}

/** The line may pass over an absent buyer at any time; apart from that both must be the same. */
async function compare(real: RealLine, model: LineModel, command: Command): Promise<void> {
  const state = await readState(sale.db, real.event);
  for (const order of model.orders) {
    const rows = state.places.filter((row) => row.id === order.id);
    order.absent = rows.some((row) => row.absent);
    if (order.absent) expect([order, model.rules.presence]).toEqual([{ ...order, away: true }, true]);
  }
  const orders = state.orders.map(({ id, status, place, ahead, reason }) => [
    id,
    { status, place, ahead, reason },
  ]);
  expect({ ...state, orders: Object.fromEntries(orders) }).toEqual(model.view());
  if (command.what === 'move' && model.state === 'active' && model.opened && model.drawn === model.rules.draw)
    for (const type of TYPES.filter((one) => one in state.types && model.free(one) > 0))
      expect(model.rules.presence && model.waiting(type)[0]?.away).not.toBe(true);
  expect(problemsOf(state, real.rules, !model.everAway)).toEqual([]);
}

test.each([
  [
    'in a storm in two processes no place is lost or given twice, nobody overtakes, and nobody is forgotten',
    common,
    true,
  ],
  ['in a storm where buyers come and go, only absent buyers are overtaken', fickle, false],
])(
  '%s',
  async (_what, commands, strict) => {
    const storms = fc.array(fc.array(fc.oneof(...commands), { minLength: 2, maxLength: 8 }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(rules, storms, fc.nat({ max: 3 }), async (given, phases, opensIn) => {
        const real = new RealLine(sale.db, { ...given, presence: given.presence && !strict });
        await real.create();
        const expectNoProblems = async () => {
          const state = await readState(sale.db, real.event);
          expect(problemsOf(state, real.rules, strict)).toEqual([]);
          expect(await reportedProblems(sale.db, real.event)).toEqual([]);
          return state;
        };
        for (const [i, phase] of phases.entries()) {
          const all = i === opensIn ? [...opening, ...phase, ...drawing, ...drawing] : phase;
          await Promise.all(all.map((command, k) => storm(real, k % 2 ? sale : other, command)));
          await expectNoProblems();
        }
        // Once it is calm and everybody is present, no buyer waits who could be called.
        await real.run(sale, { what: 'presence', on: false });
        for (const what of ['open', 'resume', 'draw', 'move'] as const) await real.run(sale, { what });
        const state = await expectNoProblems();
        const model = modelOf(real, state);
        model.move();
        const statuses = (orders: { id: string; status: string }[]) =>
          orders.map((o) => `${o.id} ${o.status}`);
        expect(statuses(model.orders)).toEqual(statuses(state.orders));
      }),
      { numRuns: STORMS, ...patience },
    );
  },
  120_000,
);

async function storm(real: RealLine, by: RealProcess, command: Command): Promise<void> {
  if (command.what === 'join') await real.join(by, real.asked(command));
  else if (command.what === 'rush')
    await Promise.all(command.asks.map((one) => real.join(by, real.asked(one))));
  else await real.run(by, command);
}

/** The model in the state of the real line. */
function modelOf(real: RealLine, state: State): LineModel {
  const model = new LineModel(real.rules, SEED);
  model.opened = model.drawn = true;
  for (const [type, { capacity }] of Object.entries(state.types)) real.rules.capacity[type] = capacity;
  const calm = { key: undefined, away: false, absent: false, overdue: false };
  model.orders = state.orders.map((order) => ({ ...order, ...calm }));
  return model;
}
