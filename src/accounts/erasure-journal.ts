/** Which buyers were erased, in a file apart from the database: a backup that is restored still has what they had. */
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const entry = z.object({ at: z.iso.datetime(), buyerId: z.uuid(), sessions: z.array(z.uuid()) });

/** One erasure: ids only. */
export type ErasureEntry = z.output<typeof entry>;

/** Where an erasure is noted before it is committed. */
export interface ErasureJournal {
  /** Returns once the entry is on the disk. */
  append(entry: ErasureEntry): Promise<void>;
}

/**
 * Opens a file to add to; several processes may have the same.
 * @throws if it can't be written to.
 */
export async function openErasureJournal(file: string): Promise<ErasureJournal> {
  await mkdir(path.dirname(file), { recursive: true });
  const add = async (text: string) => {
    // Appended by one write, so that lines of several processes don't mix.
    const handle = await open(file, 'a', 0o600);
    try {
      if (text) await handle.write(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  };
  const before = await readFile(file, 'utf8').catch(() => '');
  // A crash cut the last line off: what follows begins a line of its own.
  await add(before === '' || before.endsWith('\n') ? '' : '\n');
  return { append: (one) => add(`${JSON.stringify(one)}\n`) };
}

/**
 * The entries of a journal; none if there is no file. A line that a crash cut off belongs to an erasure that wasn't
 * answered.
 * @throws if a whole line can't be understood.
 */
export async function readErasureJournal(file: string): Promise<ErasureEntry[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return '';
    throw error;
  });
  const lines = text.split('\n');
  // What follows the last line end is empty, or was cut off.
  return lines.slice(0, -1).flatMap((line, i) => {
    const whole = line.endsWith('}');
    // Empty, or cut off before the program started again.
    if (!whole) return [];
    try {
      return [entry.parse(JSON.parse(line))];
    } catch {
      throw new Error(`Line ${i + 1} of ${file} is no entry of an erasure.`);
    }
  });
}
