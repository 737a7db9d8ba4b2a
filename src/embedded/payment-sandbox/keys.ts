import { Problem } from './problems';
import type { KeyRecord } from './records';
import type { Sandbox } from './sandbox';
import { KEY_AGE_MS } from './store';

export interface Answer {
  status: number;
  body: string;
  replayed?: boolean;
}

/** Stripe's rules for idempotency keys: the first answer counts for a day, failures included. */
export class Keys {
  private readonly inUse = new Set<string>();

  constructor(private readonly sandbox: Sandbox) {}

  /**
   * @param fingerprint what must be the same when the key is used again.
   * @returns what was answered before; undefined if the request is to be carried out, and then the key is in use until
   * it is released.
   */
  begin(key: string, fingerprint: string): Answer | undefined {
    if (key.length > 255)
      throw new Problem(400, 'invalid_request_error', 'An idempotency key has at most 255 characters.');
    if (this.inUse.has(key))
      throw new Problem(
        409,
        'idempotency_error',
        'Another request with this idempotency key is in progress.',
        {
          code: 'idempotency_key_in_use',
        },
      );
    const known = this.kept(key);
    if (known && known.fingerprint !== fingerprint)
      throw new Problem(
        400,
        'idempotency_error',
        'This idempotency key was first used with other parameters.',
      );
    if (known) return { status: known.status, body: known.body, replayed: true };
    this.inUse.add(key);
    return undefined;
  }

  release(key: string): void {
    this.inUse.delete(key);
  }

  /** Keeps an answer, in the same step as what the request has done. */
  keep(key: string, operation: string, fingerprint: string, { status, body }: Answer): void {
    const { store, agenda } = this.sandbox;
    store.put('key', {
      id: key,
      operation,
      executions: (store.tables.key.get(key)?.executions ?? 0) + 1,
      createdMs: agenda.now(),
      answer: { fingerprint, status, body },
    });
  }

  private kept(key: string): KeyRecord['answer'] {
    const known = this.sandbox.store.tables.key.get(key);
    return known && known.createdMs > this.sandbox.agenda.now() - KEY_AGE_MS ? known.answer : undefined;
  }
}
