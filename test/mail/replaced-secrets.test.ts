/** Mails wait while SESSION_SECRET is replaced. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMail } from '../../src/mail';
import { open, seal } from '../../src/mail/sealed';
import { createTestDatabase, type TestDatabase } from '../helpers/database';

const [OLD, NEW] = ['the secret of yesterday', 'the secret of today'];

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'mail-secrets-'));
});
afterAll(async () => {
  await database.db.close();
  await rm(folder, { recursive: true });
});

const mailOf = (secrets: [string, ...string[]]) =>
  createMail({ db: database.db, secrets, folder, from: 'no-reply@box.example', perSecond: 20 });

test('a mail that was queued with an old secret is sent by those that have it, and waits for them', async () => {
  const id = randomUUID();
  const fields = { code: '123456', link: 'https://box.example/sign-in/x', minutes: '10' };
  await database.db.transaction((tx) =>
    mailOf([OLD]).queue(tx, { id, kind: 'sign-in-code', to: 'ana@example.org', locale: 'en', fields }),
  );
  await expect(mailOf([NEW]).steps.send(id)).rejects.toMatchObject({ name: 'MailFailure', permanent: false });
  expect(await readdir(folder)).toEqual([]);
  expect(await mailOf([NEW, OLD]).steps.send(id)).toBe('sent');
  expect(await readdir(folder)).toEqual([`${id}.eml`]);
});

test('what is sealed opens with any of the secrets, for its own id, and unchanged only', () => {
  const id = randomUUID();
  const sealed = seal({ to: 'ana@example.org' }, id, [OLD]);
  expect(sealed.toString('latin1')).not.toContain('ana');
  expect(open(sealed, id, [NEW, OLD])).toEqual({ to: 'ana@example.org' });
  expect(open(sealed, id, [NEW])).toBeUndefined();
  expect(open(sealed, randomUUID(), [OLD])).toBeUndefined();
  for (const at of sealed.keys()) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(open(changed, id, [OLD])).toBeUndefined();
  }
});
