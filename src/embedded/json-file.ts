import { readFile, rename, writeFile } from 'node:fs/promises';

/** @returns undefined if the file doesn't exist or can't be read. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** Replaces the file in one step, so a crash never leaves half of it. Only its owner may read it. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
