/** The program's commands, as a shell runs them against a running sale. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findEmbeddedPostgres } from '../../src/embedded/postgres';
import { ask, newBuyer } from '../helpers/app';
import { cliOf, errorOf, type Ran } from '../helpers/cli';
import { useApp } from '../helpers/use-app';

const app = useApp();
const { run, runWith, json } = cliOf(app);

const YAML = `
id: from-a-file
name: From a file
venue: Hall
startsAt: 2099-01-01T20:00:00Z
onSaleAt: 2020-01-01T00:00:00Z
closesAt: 2098-01-01T00:00:00Z
ticketTypes:
  - { id: pista, name: Pista, priceCents: 1000, currency: BRL, capacity: 5 }
`;

test('an event is applied from a file, changed by applying it again, and listed', async () => {
  const file = path.join(app.folder, 'event.yaml');
  await writeFile(file, YAML);
  expect(await run('event', 'apply', file)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/created\n.*pista +5 +5 +0 +0/s),
  });
  await writeFile(file, YAML.replace('capacity: 5', 'capacity: 7'));
  expect(await json('event', 'apply', file)).toMatchObject({ ticketTypes: [{ capacity: 7 }] });
  // What the file doesn't name stays as it is, also if somebody else has changed it.
  const url = `${app.url}/admin/events/from-a-file`;
  const { body } = await ask(url, 'GET', app.adminToken).then(() =>
    ask(`${app.url}/events/from-a-file`, 'GET'),
  );
  await ask(url, 'PUT', app.adminToken, { ...body, maxPerBuyer: 3 });
  await writeFile(
    file,
    'id: from-a-file\nholdSeconds: 300\nticketTypes: [{ id: vip, name: VIP, priceCents: 100, currency: BRL, capacity: 2 }]',
  );
  const partly = await run('event', 'apply', file);
  expect(partly.out).toMatch(/^from-a-file: changed\n {2}holdSeconds 600 → 300\n/);
  expect(await json('event', 'apply', file)).toMatchObject({
    ...{ maxPerBuyer: 3, holdSeconds: 300, venue: 'Hall', changes: {} },
    ticketTypes: [{ id: 'vip' }, { id: 'pista', capacity: 7 }],
  });
  expect((await run('event', 'list')).out).toMatch(/from-a-file +on_sale +9 +9 +0 +0/);
});

test('what is wrong in a file is named with its path and how to mend it', async () => {
  const file = path.join(app.folder, 'mistaken.yaml');
  await writeFile(
    file,
    YAML.replace('from-a-file', 'mistaken').replace('capacity: 5', 'capcity: 5') +
      'maxPerbuyer: 2\nhold_seconds: 9\n',
  );
  const { error } = JSON.parse((await run('--json', 'event', 'apply', file)).said) as {
    error: { errors: { path: string; message: string }[] };
  };
  expect(error.errors).toEqual(
    expect.arrayContaining([
      { path: 'ticketTypes.0.capcity', message: expect.stringContaining('capacity') },
      { path: 'maxPerbuyer', message: expect.stringContaining('maxPerBuyer') },
      { path: 'hold_seconds', message: expect.stringContaining('holdSeconds') },
    ]),
  );
  await writeFile(file, YAML.replace('from-a-file', '2027'));
  expect((await run('event', 'apply', file)).said).toContain("put it in quotes: id: '2027'");
  await writeFile(file, YAML.replace('from-a-file', 'mistaken').replace('Hall', '2027'));
  expect((await run('event', 'apply', file)).said).toMatch(/venue: .*put it in quotes/);
});

test('a wrong file, a refusal and an event that does not exist are explained, with exit code 1', async () => {
  const file = path.join(app.folder, 'wrong.yaml');
  await writeFile(file, YAML.replace('capacity: 5', 'capacity: -1'));
  const [wrong, none, refused, nobody] = await Promise.all([
    run('event', 'apply', file),
    run('event', 'apply', path.join(app.folder, 'none.yaml')),
    run('event', 'pause', 'nowhere'),
    run('--api', 'http://127.0.0.1:9', 'event', 'list'),
  ]);
  expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('ticketTypes.0.capacity: ') });
  expect(none).toMatchObject({ code: 1 });
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('event_not_found') });
  expect(nobody).toMatchObject({ code: 1, said: expect.stringContaining('is not responding') });
});

test('an operator can pause, resume, extend, watch and audit a sale', async () => {
  const token = await newBuyer(app);
  const order = { items: [{ ticketType: 'pista', quantity: 1 }] };
  const url = `${app.url}/events/rock-no-rio/pre-orders`;
  const held = await ask(url, 'POST', token, order, { prefer: 'wait=10' });
  expect(await json('event', 'pause', 'rock-no-rio')).toMatchObject({ status: 'paused' });
  expect(await json('event', 'resume', 'rock-no-rio')).toMatchObject({ status: 'on_sale' });
  await run('event', 'extend', 'rock-no-rio', '300');
  const later = await ask(`${app.url}/pre-orders/${String(held.body['id'])}`, 'GET', token);
  const ends = (answer: typeof held) => new Date(String(answer.body['expiresAt'])).getTime();
  expect(ends(later) - ends(held)).toBe(300_000);
  const [watched, numbers, audited, draw] = await Promise.all([
    run('watch', '--once', 'rock-no-rio'),
    json('watch', '--once', 'rock-no-rio'),
    run('audit'),
    run('verify-draw', `${app.url}/events/rock-no-rio`),
  ]);
  expect(watched.out).toMatch(/pista +1000 +999 +1 +0[\s\S]*Every invariant holds/);
  expect(numbers).toMatchObject({ counts: { pre_order: 1 } });
  expect(audited).toMatchObject({ code: 0, out: 'Every invariant holds.\n' });
  expect(draw).toMatchObject({ code: 1, out: expect.stringContaining('no draw') });
}, 60_000);

test('a wrong call is corrected, with exit code 2; help and completion know every command', async () => {
  const [unknown, incomplete, help, completion] = await Promise.all([
    run('nonsense'),
    run('event', 'extend', 'x'),
    run('--help'),
    run('completion'),
  ]);
  expect(unknown).toMatchObject({ code: 2, said: expect.stringContaining('unknown command') });
  expect(incomplete).toMatchObject({ code: 2, said: expect.stringContaining('seconds') });
  const commands = 'serve api worker migrate event watch export audit verify-draw';
  for (const command of commands.split(' ')) {
    expect(help.out).toContain(command);
    expect(completion.out).toContain(command);
  }
}, 60_000);

test('with --json every error is one line of JSON on stderr, and stdout stays empty', async () => {
  const file = path.join(app.folder, 'wrong.yaml');
  await writeFile(file, YAML.replace('capacity: 5', 'capacity: -1'));
  const cases: [code: string, exit: number, ...args: string[]][] = [
    ['event_not_found', 1, 'event', 'pause', 'nowhere'],
    ['event_not_found', 1, 'audit', 'nowhere'],
    ['event_not_found', 1, 'verify-draw', 'nowhere'],
    ['invalid_request', 1, 'event', 'apply', file],
    ['file_unreadable', 1, 'event', 'apply', `${file}.none`],
    ['not_responding', 1, '--api', 'http://127.0.0.1:9', 'event', 'list'],
    ['setting_missing', 1, 'migrate'],
    ['setting_missing', 1, 'versions'],
    ['usage_error', 2, 'nonsense'],
  ];
  const ran = await Promise.all(cases.map(([, , ...args]) => run('--json', ...args)));
  expect(ran.map((one) => [errorOf(one).code, one.code, one.out])).toEqual(
    cases.map(([code, exit]) => [code, exit, '']),
  );
  const invalid = ran[cases.findIndex(([code]) => code === 'invalid_request')] as Ran;
  expect(errorOf(invalid)).toMatchObject({ errors: [{ path: 'ticketTypes.0.capacity' }] });
  const wrong = await runWith({ DATABASE_URL: 'mysql://x' }, '--json', 'audit');
  expect([errorOf(wrong).code, wrong.code]).toEqual(['invalid_configuration', 1]);
}, 60_000);

test('a command reads only the settings that it needs', async () => {
  const production = { NODE_ENV: 'production', DATABASE_URL: 'mysql://x', PORT: 'x' };
  const [help, version, list, serve] = await Promise.all([
    runWith(production, '--help'),
    runWith(production, '--version'),
    runWith({ ...production, PORT: '' }, 'event', 'list'),
    runWith({ NODE_ENV: 'production' }, 'serve'),
  ]);
  expect([help.code, version.code, list.code]).toEqual([0, 0, 0]);
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(serve).toMatchObject({
    code: 1,
    said: expect.stringMatching(/ADMIN_TOKEN: must be set[\s\S]*SESSION_SECRET/),
  });
}, 60_000);

test('migrate and verify-draw use what they are given, and print JSON', async () => {
  const url = await findEmbeddedPostgres(app.folder);
  const migrated = await runWith({ DATABASE_URL: url }, '--json', 'migrate');
  expect(JSON.parse(migrated.out)).toEqual({ database: [], searchAttributes: null });
  expect(await json('verify-draw', 'rock-no-rio')).toEqual({
    ok: false,
    problem: expect.stringContaining('no draw'),
  });
}, 60_000);
