import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { readJson, writeJson } from './json-file';
import { findRecorded, recordProcess } from './processes';

interface Secrets {
  adminToken: string;
  sessionSecret: string;
}

export interface DataDir extends Secrets {
  path: string;
  release(): Promise<void>;
}

/**
 * Locks the data folder for this process and reads its secrets, which the first start generates.
 * A lock that a killed process left behind is taken over.
 * @throws if another running process has locked the folder.
 */
export async function acquireDataDir(folder: string): Promise<DataDir> {
  const dir = path.resolve(folder);
  await mkdir(dir, { recursive: true });
  const pidFile = path.join(dir, 'bilheteria.pid.json');
  const owner = await findRecorded(pidFile);
  if (owner)
    throw new Error(`Already running in ${dir} as process ${owner.pid}. Stop it first, or set DATA_DIR.`);
  await recordProcess(pidFile, process.pid);

  const secretsFile = path.join(dir, 'secrets.json');
  let secrets = await readJson<Secrets>(secretsFile);
  if (!secrets) {
    secrets = { adminToken: randomBytes(24).toString('hex'), sessionSecret: randomBytes(32).toString('hex') };
    await writeJson(secretsFile, secrets);
  }
  return { path: dir, ...secrets, release: () => rm(pidFile, { force: true }) };
}
