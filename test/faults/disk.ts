import { execFile } from 'node:child_process';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A separate file system for Postgres, small enough to fill up. */
export interface Disk {
  folder: string;
  /** Fills the disk to the last byte. */
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/** Postgres needs about 60 MB before the first ticket is sold, and fifty plans add little. */
const SIZE = '600M';

/**
 * Mounts an ext4 image through a loop device, or a tmpfs if that fails.
 * @returns the disk, or the reason why this machine can mount neither.
 */
export async function mountDisk(folder: string): Promise<Disk | string> {
  const mountPoint = path.join(folder, 'disk');
  const image = path.join(folder, 'disk.ext4');
  const filler = path.join(mountPoint, 'filler');
  await mkdir(mountPoint);
  try {
    try {
      await run('truncate', ['-s', SIZE, image]);
      await run('mkfs.ext4', ['-q', '-m', '0', image]);
      await run('mount', ['-o', 'loop', image, mountPoint]);
    } catch {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', mountPoint]);
    }
  } catch (error) {
    return `can't mount a small file system (${(error as Error).message.trim().split('\n').at(-1) ?? ''})`;
  }
  return {
    folder: mountPoint,
    async fill() {
      const { bfree, bsize } = await statfs(mountPoint);
      // Take almost all of it in one step, then write to the end, because Postgres uses space at the same time.
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
      await run('umount', [mountPoint]);
    },
  };
}
