import { createHmac } from 'node:crypto';
import { newId, type Book } from './book';
import type { Faults } from './faults';
import type { Event } from './objects';

/** As in the client that the product uses (src/payments/stripe/client.ts). */
const API_VERSION = '2026-10-28.endive';

/** How long a delivery may take, in milliseconds. */
const TIMEOUT_MS = 10_000;

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/**
 * Sends events to the product, signed as Stripe signs them, and again until they are taken. What wasn't taken before
 * a restart is sent afterwards.
 */
export class Webhooks {
  private url: string | undefined;
  private readonly timers = new Set<NodeJS.Timeout>();
  /** An event that waits for the next one, to arrive after it. */
  private heldBack: Event | undefined;
  private closed = false;

  constructor(
    private readonly book: Book,
    private readonly faults: Faults,
    private readonly secret: string,
  ) {}

  /** From here on events are delivered. */
  setUrl(url: string): void {
    const first = this.url === undefined;
    this.url = url;
    if (!first) return;
    for (const event of this.book.all('event').reverse())
      if (!this.book.get('delivery', event.id)?.done) this.later(event, 0);
  }

  /** Something happened. @returns resolves at once, or once it is delivered where a fault says so. */
  async tell(type: string, object: object): Promise<void> {
    const event = this.book.put('event', {
      ...{ id: newId('evt'), object: 'event', api_version: API_VERSION, type, created: this.book.now() },
      ...{ livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null } },
      data: { object: { ...object } },
    });
    const fault = this.faults.take(['never', 'before_answer', 'three_times', 'reversed', 'late']);
    this.book.put('delivery', { id: event.id, tries: 0, done: fault?.fault === 'never' });
    if (fault?.fault === 'never') return;
    if (fault?.fault === 'reversed') {
      this.heldBack = event;
      return;
    }
    if (fault?.fault === 'before_answer') return this.deliver(event);
    if (fault?.fault === 'three_times') for (const ms of [0, 30]) this.later(event, ms);
    this.later(event, fault?.fault === 'late' ? (fault.ms ?? FIRST_RETRY_MS) : 0);
    if (this.heldBack) this.later(this.heldBack, 50);
    this.heldBack = undefined;
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  private later(event: Event, ms: number): void {
    if (this.closed) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.deliver(event);
    }, ms);
    this.timers.add(timer);
  }

  private async deliver(event: Event): Promise<void> {
    if (this.url === undefined) return;
    const body = JSON.stringify(event);
    const tries = (this.book.get('delivery', event.id)?.tries ?? 0) + 1;
    const taken = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': this.sign(body) },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (this.closed) return;
    this.book.put('delivery', { id: event.id, tries, done: taken });
    if (!taken) this.later(event, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1)));
  }

  private sign(body: string): string {
    const at = Math.floor(Date.now() / 1_000);
    return `t=${at},v1=${createHmac('sha256', this.secret).update(`${at}.${body}`).digest('hex')}`;
  }
}
