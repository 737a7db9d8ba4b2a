import { randomUUID } from 'node:crypto';
import type { SettledState } from '../contract/settling';
import {
  beginRefund,
  noteRefundTried,
  readRefund,
  readRefundsOf,
  recordRefund,
  type Refund,
  type RefundCause,
} from '../db/refunds';
import { Refusal } from '../domain/refusal';
import type { PaymentDependencies } from './dependencies';
import { ProviderRefused, type ProviderRefund } from './provider';

/** How soon the provider is asked again about a refund that it is still working on, in milliseconds. */
const AGAIN_MS = 30_000;

export interface RefundRequest {
  preOrderId: string;
  cause: Extract<RefundCause, 'operator' | 'buyer'>;
  /** The same request again is the same refund. */
  key: string;
  /** Without them, all that are left. */
  tickets?: string[] | undefined;
  reason: string;
  who: string;
}

/** Gives money back: begins refunds, and takes them further with the provider. */
export function createRefunds({ db, provider, signals, onError }: PaymentDependencies) {
  const read = async (id: string): Promise<Refund> => {
    const refund = await readRefund(db, id);
    if (!refund) throw new Error(`There is no refund ${id}.`);
    return refund;
  };
  return {
    of: (preOrderId: string) => readRefundsOf(db, preOrderId),
    /**
     * Begins a refund of the whole order or of some tickets; a workflow makes it.
     * @throws {Refusal} `nothing_to_refund`, `ticket_not_found`, `idempotency_key_reused`, `payment_open`.
     */
    async request(request: RefundRequest): Promise<Refund> {
      const { outcome, refund } = await beginRefund(db, { ...request, refundId: randomUUID() });
      if (outcome === 'key_reused') throw new Refusal({ code: 'idempotency_key_reused' });
      if (outcome === 'not_paid') throw new Refusal({ code: 'payment_open' });
      if (outcome !== 'begun' && outcome !== 'known') throw new Refusal({ code: outcome });
      const id = refund as string;
      signals.refund(id).catch((error: unknown) => onError(error, { preOrderId: request.preOrderId }));
      return read(id);
    },
    make,
    /** Asks the provider about a refund that was over, because it says that something happened. */
    async check(id: string): Promise<void> {
      const { intentId } = await read(id);
      if (intentId === null) return;
      const found = await provider.findRefund({ refundId: id, intentId });
      if (found) await recordRefund(db, id, found);
    },
  };

  /**
   * Asks the provider for a refund, once. One that was asked for before and wasn't answered is looked up first: the
   * provider forgets keys after a day.
   * @throws {ProviderUnavailable} where the provider doesn't answer; the caller tries again.
   */
  async function make(id: string): Promise<SettledState> {
    const refund = await read(id);
    if (refund.status !== 'pending') return { done: true, outcome: refund.status };
    const { attemptId, intentId, amountCents, currency } = refund;
    if (intentId === null) throw new Error(`The payment of refund ${id} has no object to refund.`);
    const asked = { refundId: id, attemptId, intentId, amountCents, currency };
    const found = refund.triedAt === null ? undefined : await provider.findRefund(asked);
    const made = found ?? (await ask(asked));
    await recordRefund(db, id, made);
    return made.status === 'pending'
      ? { done: false, outcome: 'the provider is working on it', againInMs: AGAIN_MS }
      : { done: true, outcome: made.status };
  }

  async function ask(asked: Parameters<typeof provider.refund>[0]) {
    await noteRefundTried(db, asked.refundId);
    try {
      return await provider.refund(asked);
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      const refused: Pick<ProviderRefund, 'status' | 'failureReason'> = {
        status: 'failed',
        failureReason: error.code,
      };
      return { ...refused, providerId: undefined };
    }
  }
}
