/** The program ends at once if waiting can't help, and in JSON mode every line that it writes is JSON. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programCommand, startApp } from '../helpers/app';
import { runProgram } from '../helpers/cli';
import { givenServers } from '../helpers/given-servers';

/** Runs a command of the program to its end. */
async function run(command: string, environment: NodeJS.ProcessEnv) {
  const { code, said } = await runProgram([command], {
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
    ...{ ADMIN_TOKEN: '5d0f7b3c9a6e41d28c17f0ab', SESSION_SECRET: 'b61e09d3f24c8a5770c9e1d4' },
    ...environment,
  });
  return { code, lines: said.trim().split('\n') };
}

const parsed = (lines: string[]) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

const wrongPassword = () => {
  const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
  url.password = 'wrong';
  return url.href;
};
const SENTENCE =
  'Postgres refuses the login: password authentication failed for user "postgres". ' +
  'Check the user, the password and sslmode in DATABASE_URL.';

test.each(['serve', 'api', 'worker'])('%s ends with one fatal line of JSON', async (command) => {
  const { code, lines } = await run(command, { DATABASE_URL: wrongPassword(), LOG_FORMAT: 'json' });
  expect(code).toBe(1);
  // The connection that listens may find the same at the same time, and report it before or after.
  const [ends, others] = [true, false].map((fatal) =>
    parsed(lines).filter(({ level }) => (level === 'fatal') === fatal),
  );
  expect(ends).toEqual([expect.objectContaining({ level: 'fatal', msg: SENTENCE })]);
  for (const other of others ?? [])
    expect(other).toMatchObject({ level: 'error', part: 'postgres', code: '28P01' });
});

test('for people it ends with the sentence, and migrate does the same', async () => {
  for (const command of ['serve', 'migrate']) {
    const { code, lines } = await run(command, { DATABASE_URL: wrongPassword() });
    expect(code).toBe(1);
    expect(lines).toContain(SENTENCE);
  }
});

test.each<[string, NodeJS.ProcessEnv, string]>([
  ['serve', { LOG_FORMAT: 'json', PORT: '70000' }, 'Invalid configuration:\nPORT: '],
  ['api', { LOG_FORMAT: 'json', TRUST_PROXY: 'all' }, 'Invalid configuration:\nTRUST_PROXY: '],
  ['worker', { LOG_FORMAT: 'json', LOG_LEVEL: 'loud' }, 'Invalid configuration:\nLOG_LEVEL: '],
  ['serve', { NODE_ENV: 'production', LOG_FORMAT: 'jsn' }, 'Invalid configuration:\nLOG_FORMAT: '],
  ['serve', { NODE_ENV: 'production', ADMIN_TOKEN: '' }, 'Invalid secrets for production:\nADMIN_TOKEN: '],
])('%s ends with one line of JSON if the configuration is wrong: %j', async (command, environment, says) => {
  const { code, lines } = await run(command, environment);
  expect(code).toBe(1);
  const msg = expect.stringContaining(says) as string;
  expect(parsed(lines)).toEqual([expect.objectContaining({ level: 'fatal', msg })]);
});

test("a library's warning is a line of JSON, too", async () => {
  const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
  url.searchParams.set('sslmode', 'require');
  const { code, lines } = await run('serve', { DATABASE_URL: url.href, LOG_FORMAT: 'json' });
  expect(code).toBe(1);
  const all = parsed(lines);
  const warning = { level: 'warn', msg: expect.stringContaining('SSL modes') as string };
  expect(all).toContainEqual(expect.objectContaining(warning));
  expect(all.at(-1)).toMatchObject({
    level: 'fatal',
    msg: expect.stringMatching('Postgres has no SSL') as string,
  });
});

test.each([
  ['an exception', 'throw new Error("broken")'],
  ['a rejection', 'void Promise.reject(new Error("broken"))'],
])(
  '%s that nobody handles ends a running program with one line of JSON',
  async (_what, fault) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria fatal '));
    const breakOnSignal = `data:text/javascript,process.once('SIGUSR2', () => { ${fault} })`;
    const program = ['--import', breakOnSignal, ...programCommand(), 'serve'];
    const app = await startApp(folder, { ...(await givenServers(folder)), LOG_FORMAT: 'json' }, program);
    let said = '';
    app.process.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await app.end('SIGUSR2')).toBe(1);
    expect(parsed(said.trim().split('\n'))).toEqual([
      expect.objectContaining({
        level: 'fatal',
        msg: 'broken',
        err: expect.objectContaining({ type: 'Error', stack: expect.any(String) as string }) as object,
      }),
    ]);
    await rm(folder, { recursive: true, force: true });
  },
  60_000,
);
