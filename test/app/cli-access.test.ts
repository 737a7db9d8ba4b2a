/** The commands that say who may operate, and the token that a user's commands send. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programCommand } from '../helpers/app';
import { cliOf, errorOf, type Ran } from '../helpers/cli';
import { useApp } from '../helpers/use-app';

const app = useApp();
const { run, runWith, json } = cliOf(app);

let home: string;
beforeEach(async () => (home = await mkdtemp(path.join(tmpdir(), 'bilheteria home '))));
afterEach(() => rm(home, { recursive: true }));

const FILE = () => path.join(home, 'bilheteria', 'credentials.json');
/** A user of another machine: no data folder with the admin token. */
const elsewhere = (...args: string[]) =>
  runWith({ DATA_DIR: path.join(home, 'none'), XDG_CONFIG_HOME: home, BILHETERIA_TOKEN: '' }, ...args);

/** `bilheteria login --token-stdin` of that user. */
const login = (token: string) =>
  new Promise<Ran>((resolve) => {
    const at = ['--api', app.url.replace(/\/api$/, '')];
    const env = { ...process.env, XDG_CONFIG_HOME: home, NODE_ENV: '' };
    const child = execFile(
      process.execPath,
      [...programCommand(), ...at, 'login', '--token-stdin'],
      { env },
      (error, out, said) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, said }),
    );
    child.stdin?.end(`${token}\n`);
  });

test('operators are added, given another role, listed and removed', async () => {
  const email = 'maria.cli@example.org';
  expect((await run('operator', 'add', email, '--role', 'manager')).out).toBe(`${email}: manager, added\n`);
  expect((await run('operator', 'add', email, '--role', 'viewer')).out).toBe(`${email}: viewer\n`);
  expect((await run('operator', 'list')).out).toMatch(
    /^email +role +since +added by\n(.*\n)*maria\.cli@example\.org +viewer /,
  );
  expect(await run('operator', 'remove', email)).toMatchObject({ code: 0, out: `${email}: removed\n` });
  const again = await run('--json', 'operator', 'remove', email);
  expect([again.code, errorOf(again).code]).toEqual([1, 'operator_not_found']);
  for (const wrong of [['add', email], ['add', email, '--role', 'owner'], ['add']])
    expect((await run('operator', ...wrong)).code).toBe(2);
});

test('a token is printed once, alone on standard output, works, is listed and revoked', async () => {
  const made = await run('token', 'create', 'display', '--role', 'viewer', '--event', 'rock-no-rio', 'other');
  expect(made.out).toMatch(/^bt_[\w-]{43}\n$/);
  const id = /id is ([-0-9a-f]{36})/.exec(made.said)?.[1] ?? '';
  const use = () =>
    elsewhereWith(made.out.trim(), '--json', 'watch', 'rock-no-rio', '--once').then(({ said, code }) => [
      code,
      said === '' ? '' : errorOf({ said, code, out: '' }).code,
    ]);
  expect(await use()).toEqual([0, '']);
  const listed = await run('token', 'list');
  expect(listed.out).toMatch(new RegExp(`${id} +display +viewer +rock-no-rio,other +20`));
  expect(listed.out).not.toContain('bt_');
  expect((await run('token', 'revoke', id)).code).toBe(0);
  expect(await use()).toEqual([1, 'forbidden']);
  expect((await run('token', 'list')).out).toMatch(new RegExp(`${id} .* revoked 20`));
});
const elsewhereWith = (token: string, ...args: string[]) =>
  runWith({ DATA_DIR: path.join(home, 'none'), XDG_CONFIG_HOME: home, BILHETERIA_TOKEN: token }, ...args);

test('a login is kept for its address in a file that only the user may read, until the logout', async () => {
  const before = await elsewhere('--json', 'event', 'list');
  expect(errorOf(before)).toMatchObject({
    code: 'no_admin_token',
    message: expect.stringContaining('bilheteria login'),
  });
  const { token } = await json('token', 'create', 'a user', '--role', 'viewer');
  expect(await login(String(token))).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Logged in to http:\S+ as token:a user \(viewer\)\.\n$/),
  });
  expect((await stat(FILE())).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(FILE()))).mode & 0o777).toBe(0o700);
  expect((await elsewhere('event', 'list')).code).toBe(0);
  expect(errorOf(await elsewhere('--json', 'event', 'pause', 'rock-no-rio'))).toMatchObject({
    code: 'not_allowed',
  });
  // No other address gets it.
  const kept = JSON.parse(await readFile(FILE(), 'utf8')) as Record<string, string>;
  expect(Object.keys(kept)).toEqual([app.url.replace(/\/api$/, '')]);
  expect((await elsewhere('logout')).out).toMatch(/^Logged out of/);
  expect((await elsewhere('logout')).out).toMatch(/^Not logged in to/);
  await expect(stat(FILE())).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await elsewhere('event', 'list')).code).toBe(1);
});

test('a wrong token is not kept, and a variable takes precedence over the one that is', async () => {
  for (const wrong of ['wrong', '', 'a b', 'bt_x'])
    expect([wrong, (await login(wrong)).code]).toEqual([wrong, 1]);
  await expect(stat(FILE())).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await login(app.adminToken)).code).toBe(0);
  expect((await elsewhere('operator', 'list')).code).toBe(0);
  expect(errorOf(await elsewhereWith('wrong', '--json', 'operator', 'list')).code).toBe('forbidden');
  await writeFile(FILE(), 'no JSON');
  expect(errorOf(await elsewhere('--json', 'operator', 'list')).code).toBe('credentials_unreadable');
});

test('without a terminal it says how to give the token; the help and the completion know the commands', async () => {
  expect(errorOf(await elsewhere('--json', 'login')).code).toBe('no_terminal');
  const { out } = await run('--help');
  for (const command of ['operator', 'token', 'login', 'logout', 'BILHETERIA_TOKEN'])
    expect(out).toContain(command);
  expect((await run('completion')).out).toMatch(
    /operator\) words="add list remove"[^]*token\) words="create list revoke"/,
  );
});
