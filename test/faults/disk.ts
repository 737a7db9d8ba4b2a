import { execFile } from 'node:child_process';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own for Postgres, so small that it can be filled. */
export interface Disk {
  folder: string;
  /** Leaves not one byte free. */
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/** Postgres takes some 60 MB before the first ticket is sold; fifty plans add little. */
const SIZE = '600M';

/**
 * An ext4 in a file, through a loop device; where there is none, a tmpfs.
 * @returns the reason in words where this machine lets us mount neither.
 */
export async function mountDisk(folder: string): Promise<Disk | string> {
  const mounted = path.join(folder, 'disk');
  const image = path.join(folder, 'disk.ext4');
  const filler = path.join(mounted, 'filler');
  await mkdir(mounted);
  try {
    try {
      await run('truncate', ['-s', SIZE, image]);
      await run('mkfs.ext4', ['-q', '-m', '0', image]);
      await run('mount', ['-o', 'loop', image, mounted]);
    } catch {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', mounted]);
    }
  } catch (error) {
    return `a small file system can't be mounted (${(error as Error).message.trim().split('\n').at(-1) ?? ''})`;
  }
  return {
    folder: mounted,
    async fill() {
      const { bfree, bsize } = await statfs(mounted);
      // Nearly all at once, then the rest, which Postgres may be eating from meanwhile.
      await run('fallocate', ['-l', String(Math.max(1, bfree - 16) * bsize), filler]).catch(() => undefined);
      const file = await open(filler, 'a');
      try {
        for (;;) await file.write(Buffer.alloc(bsize));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        await file.close();
      }
    },
    free: () => rm(filler, { force: true }),
    async unmount() {
      await run('umount', [mounted]);
    },
  };
}
