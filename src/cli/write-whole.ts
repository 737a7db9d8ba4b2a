import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { CommandError } from './output';

/**
 * Writes the whole file or none of it. Only its owner may read it, because it contains buyer ids and ticket codes.
 * @throws {CommandError} if that fails.
 */
export async function writeWhole(file: string, content: Response | string): Promise<void> {
  const part = `${file}.part`;
  try {
    const source = typeof content === 'string' ? Readable.from([content]) : bodyOf(content);
    await pipeline(source, createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    throw new CommandError('file_unwritable', `${file} was not written.`, { cause });
  }
}

/** @throws {CommandError} if the answer is empty. */
export function bodyOf(response: Response): Readable {
  if (!response.body) throw new CommandError('unexpected_answer', `${response.url} sent an empty answer.`);
  return Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
}
