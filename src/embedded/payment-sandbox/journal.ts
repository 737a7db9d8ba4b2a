import { chmod, mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

const FILE = 'journal.jsonl';

/**
 * A file of lines that is only appended to. What arrives while a write runs goes together into the next one. A line
 * that was written survives the death of the process, but not of the machine.
 */
export class Journal {
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;
  private written: Promise<void> = Promise.resolve();

  private constructor(private readonly file: FileHandle) {}

  /**
   * Reads the journal of a folder and replaces it with a shorter one.
   * @param compact takes every line and answers those that say the same in fewer.
   */
  static async open(
    folder: string,
    compact: (lines: Iterable<string>) => Iterable<string>,
  ): Promise<Journal> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    const target = path.join(folder, FILE);
    const text = await readFile(target, 'utf8').catch(() => '');
    // A process that was killed may have left half of the last line. It was never answered for.
    const lines = text.split('\n').slice(0, -1);
    const file = await open(`${target}.new`, 'w', 0o600);
    for (const line of compact(lines)) await file.write(`${line}\n`);
    await rename(`${target}.new`, target);
    return new Journal(file);
  }

  /** Takes a line; {@link flushed} says when it is written. */
  append(line: string): void {
    this.waiting.push(`${line}\n`);
    this.writing ??= this.write();
  }

  /** Resolves when all that was appended so far is written. @throws if it can't be. */
  async flushed(): Promise<void> {
    while (this.writing) await this.writing;
    await this.written;
  }

  async close(): Promise<void> {
    await this.flushed();
    await this.file.close();
  }

  private async write(): Promise<void> {
    // Lets the requests that were read together share a write.
    await new Promise(setImmediate);
    const lines = this.waiting;
    this.waiting = [];
    this.written = this.file.appendFile(lines.join(''));
    await this.written.catch(() => undefined);
    this.writing = this.waiting.length > 0 ? this.write() : undefined;
  }
}
