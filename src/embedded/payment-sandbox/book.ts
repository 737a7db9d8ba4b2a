import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Kinds } from './objects';

type Kind = keyof Kinds;

const KEYS_LAST_SECONDS = 86_400;
const EVENTS_LAST_SECONDS = 3 * 86_400;

/**
 * The sandbox's books: every object as it is, kept in a journal that is written before an answer leaves. So a killed
 * process loses nothing that was answered.
 */
export class Book {
  private readonly objects: { [K in Kind]: Map<string, Kinds[K]> } = {
    ...{ session: new Map(), intent: new Map(), refund: new Map(), dispute: new Map() },
    ...{ event: new Map(), key: new Map(), delivery: new Map() },
  };
  private readonly journal: number;
  /** How far the sandbox's clock is ahead, in seconds. */
  private ahead = 0;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, 'journal.jsonl');
    if (existsSync(file)) for (const line of readFileSync(file, 'utf8').split('\n')) this.replay(line);
    this.forgetOld();
    // What was changed often is written once.
    const draft = `${file}.draft`;
    writeFileSync(draft, this.lines().join(''), { mode: 0o600 });
    renameSync(draft, file);
    this.journal = openSync(file, 'a', 0o600);
  }

  /** In Unix seconds, by the sandbox's own clock. */
  now(): number {
    return Math.floor(Date.now() / 1_000) + this.ahead;
  }

  /** Moves the clock forward. */
  advance(seconds: number): void {
    this.ahead += seconds;
    this.write({ ahead: this.ahead });
    this.forgetOld();
  }

  put<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K] {
    this.objects[kind].set(object.id, object);
    this.write({ kind, object });
    return object;
  }

  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    return this.objects[kind].get(id);
  }

  /** Newest first, as Stripe lists. */
  all<K extends Kind>(kind: K): Kinds[K][] {
    return [...this.objects[kind].values()].reverse();
  }

  close(): void {
    closeSync(this.journal);
  }

  private write(line: object): void {
    writeSync(this.journal, `${JSON.stringify(line)}\n`);
  }

  private replay(line: string): void {
    let entry: { kind?: Kind; object?: { id: string }; ahead?: number };
    try {
      entry = JSON.parse(line) as typeof entry;
    } catch {
      // The last line of a process that was killed while it wrote; it wasn't answered.
      return;
    }
    if (entry.ahead !== undefined) this.ahead = entry.ahead;
    if (entry.kind && entry.object)
      (this.objects[entry.kind] as Map<string, object>).set(entry.object.id, entry.object);
  }

  private forgetOld(): void {
    for (const [id, { created }] of this.objects.key)
      if (created < this.now() - KEYS_LAST_SECONDS) this.objects.key.delete(id);
    for (const [id, { created }] of this.objects.event)
      if (created < this.now() - EVENTS_LAST_SECONDS && this.get('delivery', id)?.done) {
        this.objects.event.delete(id);
        this.objects.delivery.delete(id);
      }
  }

  private lines(): string[] {
    const kinds = Object.keys(this.objects) as Kind[];
    return [
      `${JSON.stringify({ ahead: this.ahead })}\n`,
      ...kinds.flatMap((kind) =>
        [...this.objects[kind].values()].map((object) => `${JSON.stringify({ kind, object })}\n`),
      ),
    ];
  }
}

/** A new id as Stripe forms it, such as `pi_1a2b…`. */
export const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`;
