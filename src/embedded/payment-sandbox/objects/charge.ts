import { chargeId, methodId } from '../ids';
import type { IntentRecord } from '../records';
import type { Stripe } from '../stripe-types';

const NOT_USED = {
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  calculated_statement_descriptor: null,
  customer: null,
  failure_balance_transaction: null,
  failure_code: null,
  failure_message: null,
  fraud_details: {},
  on_behalf_of: null,
  outcome: null,
  payment_method_details: null,
  receipt_email: null,
  receipt_number: null,
  receipt_url: null,
  review: null,
  shipping: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
} as const;

/** The charge of an intent that a buyer has paid. `source` is in the client's types, but not in Stripe's own schema. */
export function chargeObject(intent: IntentRecord): Omit<Stripe.Charge, 'source'> {
  return {
    ...NOT_USED,
    id: chargeId(intent.id),
    object: 'charge',
    amount: intent.amount,
    amount_captured: intent.received,
    amount_refunded: intent.refunded,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    captured: intent.received > 0,
    created: intent.created,
    currency: intent.currency,
    description: intent.description,
    disputed: intent.disputed ?? false,
    livemode: false,
    metadata: { ...intent.metadata },
    paid: intent.capturable > 0 || intent.received > 0,
    payment_intent: intent.id,
    payment_method: methodId(intent.id),
    refunded: intent.refunded > 0 && intent.refunded === intent.received,
    status: intent.capturable > 0 || intent.received > 0 ? 'succeeded' : 'failed',
  };
}
