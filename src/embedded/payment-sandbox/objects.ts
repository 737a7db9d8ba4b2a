/** The sandbox's objects, in Stripe's wire format as far as the product reads it. Amounts are in Stripe's minor units. */

export type Metadata = Record<string, string>;

export interface Session {
  id: string;
  object: 'checkout.session';
  mode: 'payment';
  status: 'open' | 'complete' | 'expired';
  payment_status: 'unpaid' | 'paid';
  payment_intent: string | null;
  client_reference_id: string | null;
  amount_total: number;
  currency: string;
  metadata: Metadata;
  success_url: string;
  cancel_url: string | null;
  url: string | null;
  created: number;
  expires_at: number;
  livemode: false;
  /** Not Stripe's: what the intent gets once there is one. */
  description: string;
  intent_metadata: Metadata;
}

export interface PaymentError {
  type: 'card_error' | 'invalid_request_error';
  code: string;
  decline_code?: string;
  message: string;
}

export interface Intent {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_capturable: number;
  amount_received: number;
  currency: string;
  status:
    | 'requires_payment_method'
    | 'requires_action'
    | 'processing'
    | 'requires_capture'
    | 'succeeded'
    | 'canceled';
  capture_method: 'automatic' | 'manual';
  allowed_payment_method_types: string[];
  description: string | null;
  metadata: Metadata;
  last_payment_error: PaymentError | null;
  next_action: { type: 'pix_display_qr_code'; pix_display_qr_code: PixCode } | null;
  cancellation_reason: string | null;
  canceled_at: number | null;
  created: number;
  livemode: false;
}

export interface PixCode {
  data: string;
  expires_at: number;
  hosted_instructions_url: string;
}

export interface Refund {
  id: string;
  object: 'refund';
  amount: number;
  currency: string;
  payment_intent: string;
  status: 'pending' | 'succeeded' | 'failed';
  failure_reason?: string;
  metadata: Metadata;
  created: number;
}

export interface Dispute {
  id: string;
  object: 'dispute';
  amount: number;
  currency: string;
  payment_intent: string;
  charge: string;
  reason: string;
  status: string;
  metadata: Metadata;
  created: number;
  livemode: false;
}

export interface Event {
  id: string;
  object: 'event';
  api_version: string;
  type: string;
  created: number;
  livemode: false;
  pending_webhooks: number;
  request: { id: null; idempotency_key: null };
  data: { object: object };
}

/** What an idempotency key has answered. */
export interface KeptAnswer {
  id: string;
  request: string;
  status: number;
  body: string;
  created: number;
}

/** How far an event's delivery is. */
export interface Delivery {
  id: string;
  tries: number;
  done: boolean;
}

export interface Kinds {
  session: Session;
  intent: Intent;
  refund: Refund;
  dispute: Dispute;
  event: Event;
  key: KeptAnswer;
  delivery: Delivery;
}

/** An answer that isn't a success. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: { type: string; code?: string; message: string; param?: string },
  ) {
    super(body.message);
  }
}

/** @throws {ApiError} 400, as Stripe refuses what can't be done. */
export function refuse(code: string, message: string, more: { status?: number; param?: string } = {}): never {
  const { status = 400, param } = more;
  throw new ApiError(status, {
    ...{ type: 'invalid_request_error', code, message },
    ...(param !== undefined && { param }),
  });
}
