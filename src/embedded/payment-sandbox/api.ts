import { intentOfCharge } from './ids';
import { cancelIntent, captureIntent } from './intents';
import { pageOf } from './lists';
import { chargeObject } from './objects/charge';
import { disputeObject } from './objects/dispute';
import { eventObject } from './objects/event';
import { intentObject } from './objects/intent';
import { refundObject } from './objects/refund';
import { sessionObject } from './objects/session';
import type { Params } from './params';
import { openPix, searchOf } from './pix';
import { missing } from './problems';
import type { EventRecord } from './records';
import { makeRefund } from './refunds';
import type { Sandbox } from './sandbox';
import { expireSession, openSession } from './sessions';
import type { Table } from './table';

/** An operation of the API, named as in Stripe's client. */
export interface Operation {
  name: string;
  method: 'GET' | 'POST';
  /** `{id}` stands for a part of the path. */
  path: string;
  run(params: Params, id: string): object;
}

/** The part of Stripe's API that the product uses. */
export function createApi(sandbox: Sandbox): Operation[] {
  const { tables } = sandbox.store;
  const session = (id: string) => find(tables.session, 'checkout.session', id);
  const intent = (id: string) => find(tables.intent, 'payment_intent', id);
  const asSession = (record: Parameters<typeof sessionObject>[0]) => sessionObject(record, sandbox.pageUrl);
  const asIntent = (record: Parameters<typeof intentObject>[0]) => intentObject(record, sandbox.pageUrl);
  const asEvent = (event: EventRecord) =>
    eventObject(event, tables.delivery.get(event.id)?.status === 'delivered', sandbox.pageUrl);

  const operations: Operation[] = [
    {
      name: 'checkout.sessions.create',
      method: 'POST',
      path: '/v1/checkout/sessions',
      run: (params) => asSession(openSession(sandbox, params)),
    },
    {
      name: 'checkout.sessions.list',
      method: 'GET',
      path: '/v1/checkout/sessions',
      run: (params) => {
        const [intentId, status] = [params.text('payment_intent'), params.text('status')];
        return pageOf(
          tables.session,
          params,
          '/v1/checkout/sessions',
          (one) => (intentId ?? one.intent) === one.intent && (status ?? one.status) === one.status,
          asSession,
        );
      },
    },
    {
      name: 'checkout.sessions.retrieve',
      method: 'GET',
      path: '/v1/checkout/sessions/{id}',
      run: (_, id) => asSession(session(id)),
    },
    {
      name: 'checkout.sessions.expire',
      method: 'POST',
      path: '/v1/checkout/sessions/{id}/expire',
      run: (_, id) => asSession(expireSession(sandbox, session(id))),
    },
    {
      name: 'paymentIntents.create',
      method: 'POST',
      path: '/v1/payment_intents',
      run: (params) => asIntent(openPix(sandbox, params)),
    },
    {
      name: 'paymentIntents.list',
      method: 'GET',
      path: '/v1/payment_intents',
      run: (params) => pageOf(tables.intent, params, '/v1/payment_intents', () => true, asIntent),
    },
    {
      name: 'paymentIntents.search',
      method: 'GET',
      path: '/v1/payment_intents/search',
      run: (params) => {
        const fits = searchOf(params.requiredText('query'));
        const found = tables.intent.all().filter((one) => fits(one));
        const limit = params.integer('limit', 1, 100) ?? 10;
        return {
          object: 'search_result',
          url: '/v1/payment_intents/search',
          has_more: found.length > limit,
          next_page: null,
          data: found.reverse().slice(0, limit).map(asIntent),
        };
      },
    },
    {
      name: 'paymentIntents.retrieve',
      method: 'GET',
      path: '/v1/payment_intents/{id}',
      run: (_, id) => asIntent(intent(id)),
    },
    {
      name: 'paymentIntents.cancel',
      method: 'POST',
      path: '/v1/payment_intents/{id}/cancel',
      run: (params, id) => {
        const reasons = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'] as const;
        return asIntent(cancelIntent(sandbox, intent(id), params.oneOf('cancellation_reason', reasons)));
      },
    },
    {
      name: 'paymentIntents.capture',
      method: 'POST',
      path: '/v1/payment_intents/{id}/capture',
      run: (params, id) =>
        asIntent(captureIntent(sandbox, intent(id), params.integer('amount_to_capture', 1))),
    },
    {
      name: 'refunds.create',
      method: 'POST',
      path: '/v1/refunds',
      run: (params) => refundObject(makeRefund(sandbox, params)),
    },
    {
      name: 'refunds.list',
      method: 'GET',
      path: '/v1/refunds',
      run: (params) => {
        const intentId = params.text('payment_intent');
        return pageOf(
          tables.refund,
          params,
          '/v1/refunds',
          (one) => (intentId ?? one.intent) === one.intent,
          refundObject,
        );
      },
    },
    {
      name: 'refunds.retrieve',
      method: 'GET',
      path: '/v1/refunds/{id}',
      run: (_, id) => refundObject(find(tables.refund, 'refund', id)),
    },
    {
      name: 'charges.retrieve',
      method: 'GET',
      path: '/v1/charges/{id}',
      run: (_, id) => chargeObject(tables.intent.get(intentOfCharge(id)) ?? refuse('charge', id)),
    },
    {
      name: 'disputes.list',
      method: 'GET',
      path: '/v1/disputes',
      run: (params) => {
        const intentId = params.text('payment_intent');
        return pageOf(
          tables.dispute,
          params,
          '/v1/disputes',
          (one) => (intentId ?? one.intent) === one.intent,
          disputeObject,
        );
      },
    },
    {
      name: 'disputes.retrieve',
      method: 'GET',
      path: '/v1/disputes/{id}',
      run: (_, id) => disputeObject(find(tables.dispute, 'dispute', id)),
    },
    {
      name: 'events.list',
      method: 'GET',
      path: '/v1/events',
      run: (params) => {
        const types = [...params.list('types'), ...(params.text('type') ?? '').split(',')].filter(Boolean);
        return pageOf(
          tables.event,
          params,
          '/v1/events',
          (one) => types.length === 0 || types.includes(one.type),
          asEvent,
        );
      },
    },
    {
      name: 'events.retrieve',
      method: 'GET',
      path: '/v1/events/{id}',
      run: (_, id) => asEvent(find(tables.event, 'event', id)),
    },
  ];
  return operations;
}

function find<T extends { id: string }>(table: Table<T>, what: string, id: string): T {
  return table.get(id) ?? refuse(what, id);
}

function refuse(what: string, id: string): never {
  throw missing(what, id);
}
