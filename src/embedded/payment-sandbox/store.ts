import { Journal } from './journal';
import type { Records } from './records';
import { Table } from './table';

type Kind = keyof Records;
type Put = { [K in Kind]: [kind: K, record: Records[K]] }[Kind];
type Tables = { readonly [K in Kind]: Table<Records[K]> };

/** How long an event is kept, in milliseconds, as Stripe does. */
const EVENT_AGE_MS = 30 * 24 * 3_600_000;

/** How long an idempotency key keeps its answer, in milliseconds. */
export const KEY_AGE_MS = 24 * 3_600_000;

/** All records, in memory and in a journal. */
export class Store {
  private puts: Put[] = [];

  private constructor(
    readonly tables: Tables,
    private readonly journal: Journal,
  ) {}

  static async open(folder: string): Promise<Store> {
    const tables: Tables = {
      session: new Table(),
      intent: new Table(),
      refund: new Table(),
      dispute: new Table(),
      event: new Table(),
      delivery: new Table(),
      key: new Table(),
      setting: new Table(),
    };
    const journal = await Journal.open(folder, (lines) => {
      for (const line of lines) for (const put of JSON.parse(line) as Put[]) apply(tables, put);
      return linesOf(tables);
    });
    return new Store(tables, journal);
  }

  put<K extends Kind>(kind: K, record: Records[K]): Records[K] {
    const put = [kind, record] as Put;
    apply(this.tables, put);
    this.puts.push(put);
    return record;
  }

  /** Ends a step: what it has put is in the journal as a whole or not at all. */
  commit(): void {
    if (this.puts.length === 0) return;
    this.journal.append(JSON.stringify(this.puts));
    this.puts = [];
  }

  /** Resolves when everything that was committed is written. */
  flushed(): Promise<void> {
    return this.journal.flushed();
  }

  close(): Promise<void> {
    return this.journal.close();
  }
}

function apply(tables: Tables, [kind, record]: Put): void {
  (tables[kind] as Table<{ id: string }>).put(record);
}

function* linesOf(tables: Tables): Iterable<string> {
  const now = Date.now() + (tables.setting.get('clock')?.offsetMs ?? 0);
  for (const kind of Object.keys(tables) as Kind[])
    for (const record of tables[kind].all()) {
      const put = [kind, record] as Put;
      if (put[0] === 'event' && put[1].created * 1000 < now - EVENT_AGE_MS) continue;
      yield JSON.stringify([put[0] === 'key' && put[1].createdMs < now - KEY_AGE_MS ? pruned(put[1]) : put]);
    }
}

const pruned = ({ answer: _, ...key }: Records['key']): Put => ['key', key];
