/** The program ends at once if waiting can't help, and in JSON mode every line that it writes is JSON. */
import { runProgram } from '../helpers/cli';

/** Runs a command of the program to its end. */
async function run(command: string, environment: NodeJS.ProcessEnv) {
  const { code, said } = await runProgram([command], {
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
    ...{ ADMIN_TOKEN: '5d0f7b3c9a6e41d28c17f0ab', SESSION_SECRET: 'b61e09d3f24c8a5770c9e1d4' },
    ...environment,
  });
  return { code, lines: said.trim().split('\n') };
}

const wrongPassword = () => {
  const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
  url.password = 'wrong';
  return url.href;
};
const SENTENCE =
  'Postgres refuses the login: password authentication failed for user "postgres". ' +
  'Check the user, the password and sslmode in DATABASE_URL.';

test.each(['serve', 'api', 'worker'])('%s ends with one line of JSON', async (command) => {
  const { code, lines } = await run(command, { DATABASE_URL: wrongPassword(), LOG_FORMAT: 'json' });
  expect(code).toBe(1);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ level: 'error', part: 'postgres', code: '28P01' }),
    expect.objectContaining({ level: 'fatal', msg: SENTENCE }),
  ]);
});

test('for people it ends with the sentence, and migrate does the same', async () => {
  for (const command of ['serve', 'migrate']) {
    const { code, lines } = await run(command, { DATABASE_URL: wrongPassword() });
    expect(code).toBe(1);
    expect(lines).toContain(SENTENCE);
  }
});
