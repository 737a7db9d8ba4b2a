import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ReadSettings } from '../config';
import { CommandError } from './output';

/** Tokens by the address that they are for, so that none is sent anywhere else. */
type Tokens = Record<string, string>;

/** The tokens that `bilheteria login` keeps for the user, in a file that nobody else may read. */
export function credentialsOf(settings: ReadSettings) {
  const { XDG_CONFIG_HOME: given } = settings('XDG_CONFIG_HOME');
  const config = given && path.isAbsolute(given) ? given : path.join(homedir(), '.config');
  const folder = path.join(config, 'bilheteria');
  const file = path.join(folder, 'credentials.json');

  async function read(): Promise<Tokens> {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      if ((cause as { code?: unknown }).code === 'ENOENT') return '{}';
      throw new CommandError('credentials_unreadable', `${file} cannot be read.`, { cause });
    });
    try {
      return JSON.parse(text) as Tokens;
    } catch (cause) {
      throw new CommandError('credentials_unreadable', `${file} is not JSON. Delete it and log in again.`, {
        cause,
      });
    }
  }
  /** Replaces the file in one step; its mode doesn't depend on the one before. */
  async function write(tokens: Tokens): Promise<void> {
    try {
      if (Object.keys(tokens).length === 0) {
        await rm(file, { force: true });
        return;
      }
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const next = `${file}.${process.pid}`;
      await writeFile(next, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
      await chmod(next, 0o600);
      await rename(next, file);
    } catch (cause) {
      throw new CommandError('credentials_unwritable', `${file} cannot be written.`, { cause });
    }
  }

  return {
    file,
    find: async (url: string): Promise<string | undefined> => (await read())[url],
    save: async (url: string, token: string): Promise<void> => write({ ...(await read()), [url]: token }),
    /** @returns whether there was one. */
    async remove(url: string): Promise<boolean> {
      const { [url]: token, ...others } = await read();
      if (token !== undefined) await write(others);
      return token !== undefined;
    },
  };
}
