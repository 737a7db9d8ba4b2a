/** The file that notes erasures. */
import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openErasureJournal, readErasureJournal } from '../../src/accounts/erasure-journal';
import { journalFile, openErasures } from '../../src/erasures';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { runProgram } from '../helpers/cli';

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.db.close());
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'bilheteria journal '))));
afterEach(() => rm(folder, { recursive: true }));

const FILE = () => path.join(folder, 'a folder', 'erasures.jsonl');
const entry = (sessions = 1) => ({
  ...{ at: new Date().toISOString(), buyerId: randomUUID() },
  sessions: Array.from({ length: sessions }, () => randomUUID()),
});
const warnings: string[] = [];
const log = { warn: (text: string) => warnings.push(text) } as never;

test('each entry is a line; several processes add to the same file, and nobody else may read it', async () => {
  expect(await readErasureJournal(FILE())).toEqual([]);
  const [one, two] = [await openErasureJournal(FILE()), await openErasureJournal(FILE())];
  const entries = Array.from({ length: 40 }, () => entry(50));
  await Promise.all(entries.map((each, i) => (i % 2 ? one : two).append(each)));
  const read = await readErasureJournal(FILE());
  expect(read).toHaveLength(40);
  expect(read).toEqual(expect.arrayContaining(entries));
  expect((await stat(FILE())).mode & 0o077).toBe(0);
});

test('a line that a crash cut off is passed over, and what is added after it is not lost', async () => {
  const [first, second] = [entry(), entry()];
  await (await openErasureJournal(FILE())).append(first);
  await appendFile(FILE(), JSON.stringify(entry()).slice(0, 40));
  expect(await readErasureJournal(FILE())).toEqual([first]);
  await (await openErasureJournal(FILE())).append(second);
  expect(await readErasureJournal(FILE())).toEqual([first, second]);
});

test('a line in the middle that is none is named', async () => {
  await openErasureJournal(FILE());
  await writeFile(FILE(), `${JSON.stringify(entry())}\n{"buyerId":"somebody@example.org"}\n\n`);
  await expect(readErasureJournal(FILE())).rejects.toThrow(/^Line 2 of .* is no entry of an erasure\.$/);
});

test('a program that can keep no file says so; one that was told a file does not start without it', async () => {
  await writeFile(path.join(folder, 'a file'), '');
  const settings = { DATA_DIR: path.join(folder, 'a file', 'below'), ERASURE_JOURNAL: undefined };
  expect(await openErasures(settings, database.db, log)).toBeUndefined();
  expect(warnings.pop()).toMatch(/^Erasures can't be noted in .* Set ERASURE_JOURNAL/);
  const told = { ...settings, ERASURE_JOURNAL: journalFile(settings) };
  await expect(openErasures(told, database.db, log)).rejects.toThrow();
});

test('the command applies the journals of several processes, and can be repeated', async () => {
  const files = ['one', 'two'].map((name) => path.join(folder, name));
  for (const file of files) await (await openErasureJournal(file)).append(entry());
  const run = () =>
    runProgram(['--json', 'erasures', 'apply', ...files], { DATABASE_URL: database.url, DATA_DIR: folder });
  expect(JSON.parse((await run()).out)).toEqual({ entries: 2, erased: 2 });
  expect(JSON.parse((await run()).out)).toEqual({ entries: 2, erased: 0 });
  expect(await readFile(files[0] as string, 'utf8')).toMatch(/^\{.*\}\n$/);
});
