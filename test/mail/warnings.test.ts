import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { warnOfMail } from '../../src/mail-sender';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'mail-warnings-'))));
afterAll(() => rm(folder, { recursive: true }));

const warnings = async (config: object, sessionSecrets?: string[], kept?: string) => {
  const warn = jest.fn();
  const parts = { config, servers: { secrets: { sessionSecrets } }, log: { warn }, mail: { folder: kept } };
  await warnOfMail(parts as unknown as Parameters<typeof warnOfMail>[0]);
  return warn.mock.calls.flat().join();
};

test('a process whose mails reach nobody says so at the start', async () => {
  expect(await warnings({ NODE_ENV: 'production' }, ['secret'], folder)).toBe(
    `Without SMTP_URL mails reach nobody: they are kept in ${folder}.`,
  );
  expect(await warnings({ NODE_ENV: 'production' }, ['secret'])).toBe('');
  expect(await warnings({}, ['secret'], path.join(folder, 'new', 'mail'))).toBe('');
  expect(await warnings({})).toMatch(/^Without SESSION_SECRET /);
});

test('and so does one that can’t even keep them', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  for (const config of [{}, { NODE_ENV: 'production' }])
    expect(await warnings(config, ['secret'], path.join(file, 'mail'))).toContain(
      `can't be kept in ${path.join(file, 'mail')} either (ENOTDIR)`,
    );
});
