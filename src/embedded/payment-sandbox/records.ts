/** What the sandbox keeps of each object. Records are replaced, never changed, so an event can keep the one it is about. */

export type Metadata = Readonly<Record<string, string>>;

/** Amounts are integers in the minor units of Stripe's API, times are Unix seconds unless they end with `Ms`. */
export interface SessionRecord {
  id: string;
  created: number;
  expiresAt: number;
  status: 'open' | 'complete' | 'expired';
  amount: number;
  currency: string;
  description: string;
  reference: string | null;
  metadata: Metadata;
  intentMetadata: Metadata;
  manualCapture: boolean;
  successUrl: string;
  cancelUrl: string | null;
  locale: string | null;
  /** The intent, which exists once the buyer has submitted a card. */
  intent: string | null;
}

export interface PaymentError {
  code: string;
  declineCode?: string;
  message: string;
}

export interface IntentRecord {
  id: string;
  created: number;
  method: 'card' | 'pix';
  status: 'requires_payment_method' | 'requires_action' | 'requires_capture' | 'succeeded' | 'canceled';
  amount: number;
  capturable: number;
  received: number;
  /** Of refunds that are pending or succeeded. */
  refunded: number;
  currency: string;
  description: string | null;
  metadata: Metadata;
  manualCapture: boolean;
  /** The card's last four digits; nothing else of a card is kept. */
  last4?: string;
  error?: PaymentError;
  /** When an authorization ends. */
  captureBefore?: number;
  canceledAt?: number;
  cancellationReason?: string;
  /** The session whose page it is paid on. */
  session?: string;
  pix?: { text: string; expiresAt: number; expiresAfterSeconds: number };
  disputed?: boolean;
}

export interface RefundRecord {
  id: string;
  created: number;
  intent: string;
  amount: number;
  currency: string;
  metadata: Metadata;
  reason: string | null;
  status: 'pending' | 'succeeded' | 'failed';
  failureReason?: string;
  /** How a pending refund ends, and when. */
  end?: { status: 'succeeded' | 'failed'; atMs: number };
}

export interface DisputeRecord {
  id: string;
  created: number;
  intent: string;
  amount: number;
  currency: string;
  reason: string;
  status: 'needs_response' | 'under_review' | 'won' | 'lost';
}

/** The kinds of objects that events are about. A charge is a view of its intent. */
export interface EventSubjects {
  session: SessionRecord;
  intent: IntentRecord;
  charge: IntentRecord;
  refund: RefundRecord;
  dispute: DisputeRecord;
}

export type EventSubject = {
  [K in keyof EventSubjects]: { kind: K; record: EventSubjects[K] };
}[keyof EventSubjects];

export interface EventRecord {
  id: string;
  created: number;
  type: string;
  subject: EventSubject;
  requestId: string | null;
  idempotencyKey: string | null;
}

/** What became of an event's webhook. There is none while it is to be delivered at once. */
export interface DeliveryRecord {
  id: string;
  status: 'delivered' | 'dropped' | 'delayed';
  atMs?: number;
}

/** An idempotency key: what was asked first and what was answered. */
export interface KeyRecord {
  id: string;
  operation: string;
  /** How many times a request under this key was carried out. Kept when the answer is pruned. */
  executions: number;
  createdMs: number;
  answer?: { fingerprint: string; status: number; body: string };
}

export interface SettingRecord {
  id: 'clock';
  offsetMs: number;
}

export interface Records {
  session: SessionRecord;
  intent: IntentRecord;
  refund: RefundRecord;
  dispute: DisputeRecord;
  event: EventRecord;
  delivery: DeliveryRecord;
  key: KeyRecord;
  setting: SettingRecord;
}
