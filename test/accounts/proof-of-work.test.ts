/** Work that a stranger's browser does before it gets a code or enters a draw. */
import { randomUUID } from 'node:crypto';
import { createProofOfWork, type Purpose } from '../../src/accounts/proof-of-work';
import { Refusal } from '../../src/domain/refusal';
import { drawWatch } from '../../src/http/draw-watch';
import { anonymous } from '../helpers/accounts';
import { createTestDatabase, type TestDatabase } from '../helpers/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.db.close());

interface Challenge {
  parameters: { expiresAt?: number };
}

const SECRETS = ['the secret of this work'] as const;
const work = (cost = 100, secrets: readonly [string, ...string[]] = SECRETS) =>
  createProofOfWork(database.db, secrets, cost);
/** What is asked for; undefined where nothing is. */
async function asked(
  proof: string | undefined,
  purpose: Purpose = 'code',
  session = anonymous(),
  by = work(),
): Promise<Challenge | undefined> {
  try {
    await by.require(proof, purpose, session);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal && error.reason.code === 'proof_required')
      return error.reason.challenge as Challenge;
    throw error;
  }
}
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
async function solved(challenge: Challenge | undefined) {
  const [{ solveChallenge }, { deriveKey }] = await Promise.all([
    import('altcha-lib'),
    import('altcha-lib/algorithms/pbkdf2'),
  ]);
  const solution = await solveChallenge({ challenge: challenge as never, deriveKey });
  return { challenge: challenge as Challenge, solution };
}

test('a solution counts once, in the session that was asked and for what it was asked', async () => {
  const session = anonymous();
  const proof = encode(await solved(await asked(undefined, 'code', session)));
  expect(await asked(proof, 'code')).toBeDefined();
  expect(await asked(proof, 'draw show', session)).toBeDefined();
  expect(await asked(proof, 'code', session)).toBeUndefined();
  expect(await asked(proof, 'code', session)).toBeDefined();
});

test('of many at once with one solution, one passes', async () => {
  const session = anonymous();
  const proof = encode(await solved(await asked(undefined, 'code', session)));
  const all = await Promise.all(Array.from({ length: 20 }, () => asked(proof, 'code', session)));
  expect(all.filter((one) => one === undefined)).toHaveLength(1);
});

test('a known buyer does no work', async () => {
  expect(await asked(undefined, 'code', { ...anonymous(), known: true })).toBeUndefined();
});

test('what is made up, made easier, or too late is refused with another challenge', async () => {
  const session = anonymous();
  const { challenge, solution } = await solved(await asked(undefined, 'code', session));
  const { parameters } = challenge;
  const change = (more: object) =>
    encode({ challenge: { ...challenge, parameters: { ...parameters, ...more } }, solution });
  for (const proof of [
    ...[
      '',
      'e30=',
      'not base64 {',
      encode({}),
      encode({ challenge, solution: { counter: 1, derivedKey: '00' } }),
    ],
    ...[
      change({ cost: 1 }),
      change({ keyPrefix: '00' }),
      change({ expiresAt: Number(parameters.expiresAt) + 60 }),
    ],
    ...[change({ data: { purpose: 'code', session: randomUUID() } }), change({ nonce: '00' })],
  ])
    expect([proof, await asked(proof, 'code', session)]).toEqual([proof, expect.anything()]);
  // Solved for less than is asked for now.
  expect(await asked(encode({ challenge, solution }), 'code', session, work(200))).toBeDefined();
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout'], now: Date.now() + 601_000 });
  expect(await asked(encode({ challenge, solution }), 'code', session)).toBeDefined();
  jest.useRealTimers();
  expect(await asked(encode({ challenge, solution }), 'code', session)).toBeUndefined();
});

test('a replaced secret still knows its challenges, and a stranger’s secret makes none', async () => {
  const session = anonymous();
  const before = encode(await solved(await asked(undefined, 'code', session)));
  expect(await asked(before, 'code', session, work(100, ['a newer secret', ...SECRETS]))).toBeUndefined();
  const forged = encode(await solved(await asked(undefined, 'code', session, work(100, ['a stranger']))));
  expect(await asked(forged, 'code', session)).toBeDefined();
});

test('an event takes entries before it opens, if it draws; it is read once in seconds', async () => {
  let reads = 0;
  const event = (draw: boolean, at: number) => ({ draw, onSaleAt: new Date(Date.now() + at) });
  const events = new Map<string, unknown>([
    ...([
      ['early', event(true, 60_000)],
      ['open', event(true, -1)],
      ['plain', event(false, 60_000)],
    ] as const),
  ]);
  const watch = drawWatch({
    read(id: string) {
      reads++;
      const found = events.get(id);
      return found
        ? Promise.resolve(found as never)
        : Promise.reject(new Refusal({ code: 'event_not_found' }));
    },
  });
  for (const [id, takes] of [
    ['early', true],
    ['open', false],
    ['plain', false],
    ['none', false],
  ] as const)
    expect([id, await watch(id), await watch(id)]).toEqual([id, takes, takes]);
  // One for each that there is; what isn't there is asked for each time.
  expect(reads).toBe(5);
});
