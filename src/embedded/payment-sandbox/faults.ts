import { z } from 'zod';

/** How many times a fault happens, by default once. */
const times = z.int().min(1).max(1_000_000).default(1);
/** A wait by the sandbox's clock. The longest is three months, for webhooks that are days late. */
const wait = z
  .int()
  .min(0)
  .max(90 * 24 * 3_600_000);

const requestFault = z.strictObject({
  do: z.enum([
    // Carried out, and the connection is closed instead of an answer.
    'lose-answer',
    // Answered 500: not carried out, or carried out. The second is kept under the request's idempotency key.
    'fail-before',
    'fail-after',
    // Delayed before it is carried out, or before its answer.
    'delay-before',
    'delay-after',
    // Answered 429, not carried out.
    'rate-limit',
  ]),
  /** Such as `refunds.create`; any by default. */
  operation: z.string().optional(),
  times,
  delayMs: z.int().min(0).max(90_000).default(0),
});

const awayFault = z.strictObject({
  /** Accepts no connections. */
  do: z.literal('away'),
  forMs: z.int().min(1).max(600_000),
});

const webhookFault = z.strictObject({
  do: z.enum([
    // Delivered before the request's own answer leaves.
    'webhook-before-answer',
    // Delivered three times at once.
    'webhook-repeat',
    // Kept until `times` of them are there, then delivered from the last to the first.
    'webhook-reverse',
    // Delivered when `delayMs` have passed on the sandbox's clock.
    'webhook-delay',
    // Not delivered. The event stays in the list of events.
    'webhook-never',
  ]),
  /** Such as `payment_intent.succeeded`; any by default. */
  type: z.string().optional(),
  times,
  delayMs: wait.default(0),
});

const paymentFault = z.strictObject({
  do: z.enum([
    // The buyer pays in the moment in which the payment is cancelled or its session expired.
    'pay-during-cancel',
    // A page that has expired, or a cancelled Pix code, can be paid.
    'pay-after-expiry',
    // A second intent with the same metadata is paid, too.
    'pay-twice',
    // `amount` is paid, in Stripe's minor units; by default one less.
    'pay-other-amount',
  ]),
  /** The metadata's `attempt`; any by default. */
  attempt: z.string().optional(),
  times,
  amount: z.int().min(1).optional(),
});

const refundFault = z.strictObject({
  /** The refund stays pending for `afterMs`. */
  do: z.literal('refund-pending'),
  then: z.enum(['succeeded', 'failed']).default('succeeded'),
  afterMs: wait.default(1_000),
  times,
});

export const faultSchema = z.discriminatedUnion('do', [
  requestFault,
  awayFault,
  webhookFault,
  paymentFault,
  refundFault,
]);

export type Fault = z.infer<typeof faultSchema>;
export type RequestFault = z.infer<typeof requestFault>;
export type WebhookFault = z.infer<typeof webhookFault>;
type PaymentFault = z.infer<typeof paymentFault>;
type RefundFault = z.infer<typeof refundFault>;
type Counted = Exclude<Fault, z.infer<typeof awayFault>>;

/** The faults that are still to happen. They end with the process. */
export class Faults {
  private active: { fault: Counted; left: number }[] = [];

  add(fault: Counted): void {
    this.active.push({ fault, left: fault.times });
  }

  /** Whether a fault is to happen again. */
  holds(fault: Fault): boolean {
    return this.active.some((one) => one.fault === fault);
  }

  /** Those that are left, with how many times. */
  left(): object[] {
    return this.active.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  clear(): void {
    this.active = [];
  }

  forRequest(operation: string): RequestFault | undefined {
    return this.take(
      (one): one is RequestFault => isRequestFault(one) && (one.operation ?? operation) === operation,
    );
  }

  forWebhook(type: string): WebhookFault | undefined {
    return this.take((one): one is WebhookFault => isWebhookFault(one) && (one.type ?? type) === type);
  }

  forPayment(what: PaymentFault['do'], attempt: string | undefined): PaymentFault | undefined {
    return this.take(
      (one): one is PaymentFault => one.do === what && (one.attempt === undefined || one.attempt === attempt),
    );
  }

  forRefund(): RefundFault | undefined {
    return this.take((one): one is RefundFault => one.do === 'refund-pending');
  }

  private take<T extends Counted>(fits: (fault: Counted) => fault is T): T | undefined {
    for (const [position, one] of this.active.entries()) {
      if (!fits(one.fault)) continue;
      if (--one.left === 0) this.active.splice(position, 1);
      return one.fault;
    }
    return undefined;
  }
}

const isWebhookFault = (fault: Counted): fault is WebhookFault => fault.do.startsWith('webhook-');
const REQUEST_FAULTS: readonly string[] = requestFault.shape.do.options;
const isRequestFault = (fault: Counted): fault is RequestFault => REQUEST_FAULTS.includes(fault.do);
