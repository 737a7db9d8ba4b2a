import { createHmac } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { eventObject } from './objects/event';
import type { EventRecord } from './records';
import type { Cause, Sandbox } from './sandbox';

/** How long the receiver may take. */
const TIMEOUT_MS = 10_000;
/** The first wait before a webhook is sent again; each further one is twice as long, up to the last. */
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** How many are under way at once. */
const AT_ONCE = 64;

/**
 * Delivers events to one address, each until it was accepted. They start in the order of the events, but arrive in any.
 * What isn't delivered is resumed after a restart.
 */
export class Webhooks {
  private readonly queue: { event: EventRecord; attempt: number; done?: () => void }[] = [];
  private readonly reversed: EventRecord[] = [];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  private url: string | undefined;
  private running = 0;
  private stopped = false;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly secret: string,
    private readonly say: (text: string) => void,
  ) {}

  setUrl(url: string): void {
    this.url = url;
    this.work();
  }

  /** Takes up what a former process left undelivered. */
  resume(): void {
    const { event, delivery } = this.sandbox.store.tables;
    for (const one of event.all()) {
      const known = delivery.get(one.id);
      if (!known) this.enqueue(one);
      else if (known.status === 'delayed') this.sandbox.later(known.atMs ?? 0, () => this.enqueue(one));
    }
  }

  /** Sends a new event, unless a fault wants something else. */
  accept(event: EventRecord, cause: Cause | undefined): void {
    const { faults, store, agenda } = this.sandbox;
    const fault = faults.forWebhook(event.type);
    switch (fault?.do) {
      case 'webhook-never':
        store.put('delivery', { id: event.id, status: 'dropped' });
        store.commit();
        return;
      case 'webhook-delay': {
        const atMs = agenda.now() + fault.delayMs;
        store.put('delivery', { id: event.id, status: 'delayed', atMs });
        store.commit();
        this.sandbox.later(atMs, () => this.enqueue(event));
        return;
      }
      case 'webhook-reverse':
        this.reversed.push(event);
        // The fault is used up with the last of them.
        if (!faults.holds(fault)) void this.deliverInTurn(this.reversed.splice(0).reverse());
        return;
      case 'webhook-repeat':
        this.enqueue(event);
        this.enqueue(event);
        this.enqueue(event);
        return;
      case 'webhook-before-answer':
        // The request that caused it waits for this; what happens by the clock has no answer.
        cause?.before.push(new Promise((resolve) => this.enqueue(event, resolve)));
        if (!cause) this.enqueue(event);
        return;
      default:
        this.enqueue(event);
    }
  }

  stop(): void {
    this.stopped = true;
    this.agent.destroy();
  }

  private enqueue(event: EventRecord, done?: () => void): void {
    this.queue.push({ event, attempt: 1, ...(done && { done }) });
    this.work();
  }

  /** Each after the one before has arrived, at least once. */
  private async deliverInTurn(events: EventRecord[]): Promise<void> {
    for (const event of events) await new Promise<void>((resolve) => this.enqueue(event, resolve));
  }

  private work(): void {
    const { url } = this;
    while (url !== undefined && !this.stopped && this.running < AT_ONCE) {
      const next = this.queue.shift();
      if (!next) return;
      this.running++;
      void this.deliver(next.event, next.attempt, url).finally(() => {
        this.running--;
        next.done?.();
        this.work();
      });
    }
  }

  private async deliver(event: EventRecord, attempt: number, url: string): Promise<void> {
    await this.sandbox.store.flushed();
    const body = JSON.stringify(eventObject(event, false, this.sandbox.pageUrl));
    const problem = await this.post(url, body);
    if (this.stopped) return;
    if (problem === undefined) {
      this.sandbox.store.put('delivery', { id: event.id, status: 'delivered' });
      this.sandbox.store.commit();
      return;
    }
    if (attempt === 1) this.say(`the webhook ${event.type} was not accepted (${problem}); it is sent again`);
    const wait = Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LAST_RETRY_MS);
    this.sandbox.agenda.at(this.sandbox.agenda.now() + wait, () => {
      this.queue.push({ event, attempt: attempt + 1 });
      this.work();
    });
  }

  /** @returns why it wasn't accepted; undefined if it was. */
  private post(url: string, body: string): Promise<string | undefined> {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const request = send(url, {
        method: 'POST',
        ...(send === httpRequest && { agent: this.agent }),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'stripe-signature': signature(body, this.secret),
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      request.on('response', (answer) => {
        answer.resume();
        const status = answer.statusCode ?? 0;
        answer.on('close', () => resolve(status >= 200 && status < 300 ? undefined : `HTTP ${status}`));
      });
      request.on('error', (error) => resolve(error.message || error.name));
      request.end(body);
    });
  }
}

/** By the real clock, which the receiver compares with its own. */
function signature(body: string, secret: string): string {
  const at = Math.floor(Date.now() / 1000);
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}
