/** One purchase and its money: real rows, the real client, a real provider's protocol; the saga's steps one by one. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { PreOrder } from '../../src/domain/pre-order';
import { createPayments, type Payments } from '../../src/payments';
import type { PaymentProvider } from '../../src/payments/provider';
import { ProviderUnavailable } from '../../src/payments/provider';
import { createPreOrderStore } from '../../src/orders';
import { onSale, request, type TestDatabase } from '../helpers/database';
import type { TestSandbox } from '../helpers/sandbox';

/** What a workflow would do is done by `settle`, so that a test decides when. */
export class Purchase {
  private readonly payments: Payments;
  private readonly store;
  private readonly listeners = new Set<() => void>();
  /** What workflows are signalled to take further. */
  private readonly settling = new Set<string>();
  private readonly refunding = new Set<string>();
  readonly payUrls: { method: 'card' | 'pix'; url: string }[] = [];
  id = '';
  event = '';

  constructor(
    private readonly sale: TestDatabase,
    private readonly sandbox: Pick<TestSandbox, 'book'>,
    provider: PaymentProvider,
  ) {
    const { db } = sale;
    this.store = createPreOrderStore(db, { onBatch: () => undefined });
    const heard = () => {
      for (const listener of this.listeners) listener();
      return Promise.resolve();
    };
    this.payments = createPayments({
      ...{ db, provider, store: this.store, onError: () => undefined, refundsPerSecond: 100 },
      ...{ returnUrl: () => 'http://shop.invalid/', graceSeconds: { card: 60, pix: 60 } },
      labelsOf: () =>
        Promise.resolve({ names: new Map(), holdMs: undefined, payment: 'online', title: 'Show' }),
      listen: (_id, onChange) => {
        const listener = () => onChange();
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
      signals: {
        ...{ checkout: heard, signalCheckout: heard, signalRefresh: heard },
        settlePayment: (id) => Promise.resolve(void this.settling.add(id)),
        refund: (id) => Promise.resolve(void this.refunding.add(id)),
      },
    });
  }

  /** The buyer holds the only ticket. */
  async begin(): Promise<void> {
    const { sale } = this;
    this.event = await onSale(
      sale.db,
      { pista: 1 },
      { payment: 'online', holdSeconds: 600, idleSeconds: 600 },
    );
    const asked = request(this.event, { pista: 1 });
    this.id = asked.preOrderId;
    await sale.join(asked);
    await sale.hold(this.id);
  }

  async read(): Promise<PreOrder> {
    return (await this.store.read(this.id)) as PreOrder;
  }

  async pay(method: 'card' | 'pix'): Promise<PreOrder> {
    // Without an answer of the provider the buyer gets 503, and may ask again.
    const asked = await this.answered(this.payments.pay(await this.read(), method, 3_000));
    const paying = asked ?? (await this.read());
    const { payUrl } = paying.payment ?? {};
    if (payUrl !== undefined && this.payUrls.every(({ url }) => url !== payUrl))
      this.payUrls.push({ method, url: payUrl });
    return paying;
  }

  /** Somebody else asks for the ticket, and has it from then on where it is free. */
  async rival(): Promise<void> {
    const asked = request(this.event, { pista: 1 }, { buyerId: randomUUID() });
    await this.sale.join(asked).catch(() => undefined);
  }

  async giveBack(): Promise<void> {
    if ((await this.read()).status === 'paying')
      await this.answered(this.payments.cancel(this.id, 'given_back'));
    await this.store.giveBack(this.id, 'given_back');
  }

  async refund(): Promise<void> {
    const wish = { preOrderId: this.id, cause: 'operator', reason: 'test', who: 'token' } as const;
    await this.payments.refunds.request({ ...wish, key: randomUUID() }).catch(() => undefined);
  }

  /** The time to pay, or to hold, is over. */
  async timePasses(): Promise<void> {
    const text = `UPDATE pre_order SET expires_at = now() - interval '1 s', hold_ends_at = now() - interval '1 s',
      pay_ends_at = CASE WHEN attempts > 0 THEN now() - interval '1 s' END WHERE id = $1 AND status IN ('pre_order', 'paying')`;
    await this.sale.db.query({ name: 'time_passes', text }, [this.id]);
    await this.steps();
  }

  /** Every webhook that the provider has sent of this purchase arrives, in whatever order, and again. */
  async hear(): Promise<void> {
    const { intents } = await this.sandbox.book();
    for (const { id, attempt } of intents.filter(({ preOrder }) => preOrder === this.id))
      await this.payments.receive({
        ...{ id: randomUUID(), type: 'payment_intent.succeeded', createdAt: new Date() },
        ...{ objectId: id, intentId: id, ...(attempt !== undefined && { attemptId: attempt }) },
      });
    const text = 'SELECT id FROM payment_attempt WHERE pre_order_id = $1 AND check_at IS NOT NULL';
    for (const { id } of await this.sale.db.query<{ id: string }>({ name: 'checked', text }, [this.id]))
      await this.payments.returned(id);
    await this.quiet();
    await this.steps();
  }

  /** Everything that is under way ends. */
  async settle(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      await this.hear();
      for (const id of this.settling)
        if ((await this.answered(this.payments.settle(id)))?.done) this.settling.delete(id);
      for (const id of this.refunding)
        if ((await this.answered(this.payments.refunds.make(id)))?.done) this.refunding.delete(id);
      await this.steps();
      const { status, payment } = await this.read();
      const open = status === 'checking_out' || (status === 'sold' && payment?.status === 'authorized');
      if (round > 0 && !open && this.settling.size + this.refunding.size === 0) return;
    }
    throw new Error('It does not settle.');
  }

  /** What the saga's workflow does with the row as it is (workflows/pre-order.ts). */
  private async steps(): Promise<void> {
    for (let step = 0; step < 10; step++) {
      const { status, payment, remainingMs = 0 } = await this.read();
      if (status === 'checking_out') await this.store.sell(this.id);
      else if (status === 'sold' && payment?.status === 'authorized')
        await this.answered(this.payments.capture(this.id));
      else if (status === 'pre_order' && remainingMs <= 0) await this.store.releaseOverdue(this.id);
      else if (status === 'paying' && remainingMs <= 0) {
        const ended = await this.answered(this.payments.cancel(this.id, 'payment_not_completed'));
        if (!ended || ended.status === 'paying')
          await this.payments.abandon(this.id, 'payment_not_completed');
      } else if (status === 'paying' && payment?.opened === false)
        await this.answered(this.payments.start(this.id));
      else return;
    }
  }

  /** Undefined where the provider doesn't answer: a workflow would try again. */
  private answered<T>(call: Promise<T>): Promise<T | undefined> {
    return call.catch((error: unknown) => {
      if (error instanceof ProviderUnavailable) return undefined;
      throw error;
    });
  }

  /** What was received is handled. */
  private async quiet(): Promise<void> {
    const text = `SELECT (SELECT count(*) FROM webhook_inbox WHERE handle_at <= now() + interval '40 s' AND handled_at IS NULL
        AND attempt_id IN (SELECT id FROM payment_attempt WHERE pre_order_id = $1))
      + (SELECT count(*) FROM payment_attempt WHERE check_at <= now() AND pre_order_id = $1) AS due`;
    for (let tries = 0; tries < 200; tries++) {
      const [row] = await this.sale.db.query<{ due: number }>({ name: 'due', text }, [this.id]);
      if (row?.due === 0) return;
      await delay(10);
    }
  }
}
