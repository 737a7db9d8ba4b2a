/** What operators see of payments, on a test's database without a provider. */
import { randomUUID } from 'node:crypto';
import { recordDispute } from '../../src/db/disputes';
import { orderNumberOf } from '../../src/domain/order-number';
import { ask } from '../helpers/app';
import { createTestDatabase, onSale, type TestDatabase } from '../helpers/database';
import { stopHttp, TOKEN } from '../helpers/http-app';
import { operatorWith, startReplica } from '../helpers/operators';
import { buysByCard, hear, holdsTickets, lastAttempt, pay, refund } from '../helpers/payments';

let sale: TestDatabase;
let url: string;
const dashboard = { paymentPage: (intentId: string) => `https://provider.example/payments/${intentId}` };
beforeAll(async () => {
  sale = await createTestDatabase();
  url = await startReplica(sale.db, undefined, dashboard);
}, 60_000);
afterAll(async () => {
  await stopHttp();
  await sale.db.close();
});

const admin = (method: string, at: string, body?: unknown) => ask(`${url}/admin/${at}`, method, TOKEN, body);

const online = (id: string) => onSale(sale.db, { pista: 10 }, { id, payment: 'online' });

test('an order that is found shows each attempt to pay it, its refunds and its disputes', async () => {
  const event = await online('story');
  const id = await buysByCard(sale, event);
  const { tickets = [] } = (await sale.read(id)) ?? {};
  await refund(sale.db, id, 'succeeded', [String(tickets[0]?.id)]);
  await recordDispute(sale.db, String(await lastAttempt(sale.db, id)), {
    ...{
      providerId: 'dp_story',
      status: 'needs_response',
      reason: 'fraudulent',
      amountCents: 100,
      currency: 'BRL',
    },
  });
  expect((await admin('GET', `pre-orders?id=${await buysByCard(sale, event)}`)).body['preOrders']).toEqual([
    expect.not.objectContaining({ disputed: true }),
  ]);
  expect((await admin('GET', `pre-orders?id=${id}`)).body['preOrders']).toMatchObject([
    {
      disputed: true,
      attempts: [
        {
          attempt: 1,
          method: 'card',
          status: 'declined',
          declineReason: 'insufficient_funds',
          capturedCents: 0,
        },
        {
          ...{ attempt: 2, status: 'paid', capturedCents: 99_000, refundedCents: 49_500, refundingCents: 0 },
          providerUrl: dashboard.paymentPage(`pi_${String(await lastAttempt(sale.db, id))}`),
          disputes: [{ status: 'needs_response', reason: 'fraudulent', amountCents: 100, closedAt: null }],
        },
      ],
      refunds: [{ status: 'succeeded', amountCents: 49_500, cause: 'operator', who: 'token' }],
    },
  ]);
  const unpaid = await holdsTickets(sale, event, 1);
  expect((await admin('GET', `pre-orders?id=${unpaid}`)).body['preOrders']).toMatchObject([
    { attempts: [], refunds: [] },
  ]);
});

test('the payments file has one line for each attempt, with its refunds, and runs no formula', async () => {
  const event = await online('file');
  const ids = [await buysByCard(sale, event), await buysByCard(sale, event, 1)];
  await holdsTickets(sale, event, 1);
  await hear(sale.db, String(ids[0]), { status: 'paid' });
  await refund(sale.db, String(ids[0]), 'succeeded');
  const failing = await holdsTickets(sale, event, 1);
  await pay(sale.db, failing);
  await hear(sale.db, failing, { status: 'declined', declineReason: '=1+1' });
  const csv = async (query = '') => {
    const headers = await operatorWith(sale.db, url, 'finance', 'csv@example.org');
    const response = await fetch(`${url}/admin/events/${event}/payments.csv${query}`, { headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    return (await response.text()).split('\r\n');
  };
  const [head, ...lines] = await csv();
  expect(head?.replace('\uFEFF', '')).toBe(
    'order_number,pre_order,payment,attempt,method,status,decline_reason,mismatch,amount,captured,refunded,' +
      'refund_pending,currency,provider_id,refunds,created_at,ended_at,time_zone,created_at_utc,ended_at_utc',
  );
  expect(lines).toHaveLength(6);
  const rows = lines.slice(0, 5).map((line) => line.split(','));
  expect(rows.map((row) => [...row.slice(1, 2), ...row.slice(3, 13)])).toEqual([
    [ids[0], '1', 'card', 'declined', 'insufficient_funds', '', '990.00', '0.00', '0.00', '0.00', 'BRL'],
    [ids[0], '2', 'card', 'paid', '', '', '990.00', '990.00', '990.00', '0.00', 'BRL'],
    [ids[1], '1', 'card', 'declined', 'insufficient_funds', '', '495.00', '0.00', '0.00', '0.00', 'BRL'],
    [ids[1], '2', 'card', 'paid', '', '', '495.00', '495.00', '0.00', '0.00', 'BRL'],
    [failing, '1', 'card', 'declined', "'=1+1", '', '495.00', '0.00', '0.00', '0.00', 'BRL'],
  ]);
  expect(rows.map((row) => row[0])).toEqual(rows.map((row) => orderNumberOf(String(row[1]))));
  expect(rows[1]?.slice(13, 15)).toEqual([
    `pi_${String(rows[1]?.[2])}`,
    expect.stringMatching(/^re_[-\w]{36}$/),
  ]);
  expect((await csv('?separator=semicolon'))[2]).toContain(';990,00;990,00;990,00;0,00;BRL;');
  // Programs get the same.
  const headers = { authorization: `Bearer ${TOKEN}` };
  const ndjson = await fetch(`${url}/admin/events/${event}/payments.ndjson`, { headers });
  const records = (await ndjson.text()).trimEnd().split('\n');
  expect(records.map((line) => JSON.parse(line) as object)).toMatchObject([
    { attempt: 1, status: 'declined' },
    { attempt: 2, capturedCents: 99_000, refunds: [{ status: 'succeeded', amountCents: 99_000 }] },
    ...[{ attempt: 1 }, { attempt: 2, refunds: [] }, { status: 'declined' }],
  ]);
  expect(
    await ask(`${url}/admin/events/none-${randomUUID().slice(0, 8)}/payments.csv`, 'GET', TOKEN),
  ).toMatchObject({
    status: 404,
  });
});

test('the files of sales and orders say how each was paid', async () => {
  const event = await online('paid-files');
  const id = await buysByCard(sale, event);
  const { tickets = [] } = (await sale.read(id)) ?? {};
  await refund(sale.db, id, 'succeeded', [String(tickets[0]?.id)]);
  const lines = async (file: string) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const text = await (await fetch(`${url}/admin/events/${event}/${file}`, { headers })).text();
    return text.trimEnd().split('\r\n');
  };
  const attempt = String(await lastAttempt(sale.db, id));
  const [head, ...sold] = await lines('sales.csv');
  expect(head).toMatch(/,sold_at_utc,payment,payment_method$/);
  expect(sold.map((line) => [line.split(',')[3], line.split(',').slice(-2)]).sort()).toEqual([
    ['refunded', [attempt, 'card']],
    ['sold', [attempt, 'card']],
  ]);
  const [heads, order] = await lines('pre-orders.csv');
  expect(heads).toMatch(/,closed_at_utc,payment,payment_method,payment_status,captured,refunded$/);
  expect(order).toContain(`,${attempt},card,partly_refunded,990.00,495.00`);
});
