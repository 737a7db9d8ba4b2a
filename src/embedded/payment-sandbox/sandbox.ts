import { setTimeout as delay } from 'node:timers/promises';
import { Agenda } from './agenda';
import { Faults } from './faults';
import { newId } from './ids';
import type { EventRecord, EventSubject } from './records';
import { Store } from './store';

/** Which request an event comes from. */
export interface Cause {
  requestId: string;
  idempotencyKey: string | null;
  /** What must happen before it is answered. */
  before: Promise<void>[];
}

/** What the sandbox's parts share: its records, its clock and its faults. */
export class Sandbox {
  readonly faults = new Faults();
  /** The request that is carried out right now; undefined for what happens by the clock. */
  cause: Cause | undefined;
  /** Is called for each event after its step ends. */
  onEvent: (event: EventRecord, cause: Cause | undefined) => void = () => undefined;
  /** Where buyers find the pages, without a slash at the end. */
  pageUrl = '';
  private emitted: EventRecord[] = [];
  private readonly stopped = new AbortController();

  private constructor(
    readonly store: Store,
    readonly agenda: Agenda,
  ) {}

  static async open(folder: string): Promise<Sandbox> {
    const store = await Store.open(folder);
    return new Sandbox(store, new Agenda(store.tables.setting.get('clock')?.offsetMs));
  }

  emit(type: string, subject: EventSubject): void {
    const event = this.store.put('event', {
      id: newId('evt_'),
      created: this.agenda.seconds(),
      type,
      subject,
      requestId: this.cause?.requestId ?? null,
      idempotencyKey: this.cause?.idempotencyKey ?? null,
    });
    this.emitted.push(event);
  }

  /** Ends a step, also one that failed: what it did before counts, and is written as a whole. */
  commit(): void {
    this.store.commit();
    const events = this.emitted;
    this.emitted = [];
    for (const event of events) this.onEvent(event, this.cause);
  }

  /** Does something by the clock, as a step of its own. */
  later(atMs: number, step: () => void): void {
    this.agenda.at(atMs, () => {
      step();
      this.commit();
    });
  }

  /** Puts the clock forward, which stays so after a restart. */
  advance(ms: number): void {
    this.store.put('setting', { id: 'clock', offsetMs: this.agenda.offsetMs + ms });
    this.store.commit();
    this.agenda.advance(ms);
  }

  /** Waits by the real clock. @throws if the sandbox is stopped meanwhile. */
  async wait(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.stopped.signal });
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    this.agenda.stop();
    await this.store.close();
  }
}
