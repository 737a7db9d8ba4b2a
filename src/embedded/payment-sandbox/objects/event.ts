import type { EventRecord, EventSubject } from '../records';
import type { Stripe } from '../stripe-types';
import { chargeObject } from './charge';
import { disputeObject } from './dispute';
import { intentObject } from './intent';
import { refundObject } from './refund';
import { sessionObject } from './session';

/** The version that the product's client asks for. */
export const API_VERSION = '2026-10-28.endive';

/** An event as a webhook sends it. @param delivered whether its webhook was. */
export function eventObject(event: EventRecord, delivered: boolean, pageUrl: string): Stripe.EventBase {
  return {
    id: event.id,
    object: 'event',
    api_version: API_VERSION,
    created: event.created,
    data: { object: subjectObject(event.subject, pageUrl) },
    livemode: false,
    pending_webhooks: delivered ? 0 : 1,
    request: { id: event.requestId, idempotency_key: event.idempotencyKey },
    type: event.type as Stripe.Event.Type,
  };
}

function subjectObject(subject: EventSubject, pageUrl: string): object {
  switch (subject.kind) {
    case 'session':
      return sessionObject(subject.record, pageUrl);
    case 'intent':
      return intentObject(subject.record, pageUrl);
    case 'charge':
      return chargeObject(subject.record);
    case 'refund':
      return refundObject(subject.record);
    case 'dispute':
      return disputeObject(subject.record);
  }
}
