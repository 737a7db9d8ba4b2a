import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { readJson, writeJson } from './json-file';
import { findRecorded, recordProcess } from './processes';

/**
 * Locks the data folder for this process and reads its secrets, which the first start generates.
 * A lock that a killed process left behind is taken over.
 * @throws if another running process has locked the folder.
 */
export async function acquireDataDir(folder: string) {
  const dir = path.resolve(folder);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await closeToOthers(dir);
  const pidFile = path.join(dir, 'bilheteria.pid.json');
  const owner = await findRecorded(pidFile);
  if (owner)
    throw new Error(`Already running in ${dir} as process ${owner.pid}. Stop it first, or set DATA_DIR.`);
  await recordProcess(pidFile, process.pid);

  const secretsFile = path.join(dir, 'secrets.json');
  const fresh = {
    adminToken: randomBytes(24).toString('hex'),
    sessionSecret: randomBytes(32).toString('hex'),
  };
  const kept = await readJson<typeof fresh>(secretsFile);
  if (!kept) await writeJson(secretsFile, fresh);
  const secrets = kept ?? fresh;
  return { path: dir, ...secrets, release: () => rm(pidFile, { force: true }) };
}

/** Only the owner may read what is in the folder, also if it was made with another umask. */
async function closeToOthers(dir: string): Promise<void> {
  await chmod(dir, 0o700);
  const files = (await readdir(dir, { withFileTypes: true })).filter((one) => one.isFile());
  await Promise.all(files.map(({ name }) => chmod(path.join(dir, name), 0o600)));
}
