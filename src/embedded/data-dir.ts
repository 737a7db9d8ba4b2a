import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identityOf } from './processes';

export interface DataDir {
  path: string;
  adminToken: string;
  sessionSecret: string;
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process and reads the secrets that are kept in it, made at the
 * first start. What a killed process left behind is taken over.
 * @throws where another process that still runs has the folder.
 */
export async function acquireDataDir(folder: string): Promise<DataDir> {
  const dir = path.resolve(folder);
  await mkdir(dir, { recursive: true });
  const pidFile = path.join(dir, 'bilheteria.pid.json');
  const owner = await readJson<{ pid: number; identity?: string }>(pidFile);
  if (owner?.identity !== undefined && (await identityOf(owner.pid)) === owner.identity) {
    throw new Error(`Already running in ${dir} as process ${owner.pid}. Stop it first, or set DATA_DIR.`);
  }
  await writeJson(pidFile, { pid: process.pid, identity: await identityOf(process.pid) });

  const secretsFile = path.join(dir, 'secrets.json');
  let secrets = await readJson<{ adminToken: string; sessionSecret: string }>(secretsFile);
  if (!secrets) {
    secrets = { adminToken: randomBytes(24).toString('hex'), sessionSecret: randomBytes(32).toString('hex') };
    await writeJson(secretsFile, secrets);
  }
  return { path: dir, ...secrets, release: () => rm(pidFile, { force: true }) };
}

async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** Whole or not at all. */
async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
