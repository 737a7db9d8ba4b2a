/** What an order's history says of its money, from the rows of each attempt and refund. */
import type { Request } from 'express';
import { readLine } from '../../src/db/line';
import type { PreOrder } from '../../src/domain/pre-order';
import { languageOfAnswer } from '../../src/http/language';
import { createHistory } from '../../src/orders/history';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { hear, pay, refund } from '../helpers/payments';

let sale: TestDatabase;
let event: string;
beforeAll(async () => {
  sale = await createTestDatabase();
  event = await onSale(sale.db, { pista: 100 }, { payment: 'online' });
});
afterAll(() => sale.db.close());

async function held(): Promise<string> {
  const asked = request(event, { pista: 1 });
  await sale.join(asked);
  await sale.hold(asked.preOrderId);
  return asked.preOrderId;
}

async function historyOf(id: string, language: 'en' | 'pt-BR' = 'en') {
  const history = createHistory({
    db: sale.db,
    estimates: { read: (eventId) => readLine(sale.db, eventId) },
  });
  return history((await sale.read(id)) as PreOrder, language);
}

test('the history shows each attempt with its amount and its end, then the refund, in order of time', async () => {
  const id = await held();
  await pay(sale.db, id);
  await hear(sale.db, id, { status: 'declined', declineReason: 'insufficient_funds' });
  await pay(sale.db, id, 'pix');
  await hear(sale.db, id, { status: 'cancelled' });
  await pay(sale.db, id, 'pix');
  await hear(sale.db, id, { status: 'paid', capturedCents: 49_500 });
  await sale.sell(id);
  await refund(sale.db, id, 'succeeded');

  const told = (await historyOf(id)).filter(({ what }) => /payment|refund|accepted/.test(what));
  expect(told.map(({ what, detail }) => `${what}: ${detail}`)).toEqual([
    'payment_begun: Attempt 1 to pay R$495 by card began.',
    'payment_declined: The payment was declined: the card did not have enough funds. Nothing was charged.',
    'payment_begun: Attempt 2 to pay R$495 by Pix began.',
    'payment_cancelled: The payment was cancelled. Nothing was charged.',
    'payment_begun: Attempt 3 to pay R$495 by Pix began.',
    'payment_made: R$495 was paid by Pix.',
    'checkout_accepted: The payment arrived in time and was accepted.',
    'refund_begun: A refund of R$495 began, because the organiser decided so.',
    'refund_succeeded: R$495 was refunded. The bank may take a few days to show it.',
    'refunded: The whole order was refunded.',
  ]);
  const inPortuguese = await historyOf(id, 'pt-BR');
  expect(inPortuguese.map(({ what }) => what)).toEqual((await historyOf(id)).map(({ what }) => what));
  expect(inPortuguese.map(({ detail }) => detail)).toEqual(
    expect.arrayContaining(['O pedido foi feito.', 'R$\u00a0495 pagos com Pix.']),
  );
});

test('a decline that has no words shows its code, an expired payment and a failed refund say so', async () => {
  const expired = await held();
  await pay(sale.db, expired, 'pix');
  await hear(sale.db, expired, { status: 'expired', endReason: 'payment_not_completed' });
  const failed = await held();
  await pay(sale.db, failed);
  await hear(sale.db, failed, { status: 'declined', declineReason: 'lost_card' });
  await pay(sale.db, failed);
  await hear(sale.db, failed, { status: 'authorized' });
  await sale.sell(failed);
  await hear(sale.db, failed, { status: 'paid', capturedCents: 49_500 });
  await refund(sale.db, failed, 'failed');
  const details = async (id: string) => (await historyOf(id)).map(({ detail }) => detail);
  expect(await details(expired)).toEqual(
    expect.arrayContaining([
      'The payment was not made in time. Nothing was charged.',
      'The payment was not completed in time. The tickets were released.',
    ]),
  );
  expect(await details(failed)).toEqual(
    expect.arrayContaining([
      'The payment was declined: the payment provider refused it (lost_card). Nothing was charged.',
      'The refund of R$495 failed. The organiser has been notified.',
    ]),
  );
});

test.each([
  ['pt-BR,pt;q=0.9,en;q=0.8', 'pt-BR'],
  ['pt', 'pt-BR'],
  ['en-GB', 'en'],
  ['de', 'en'],
  [undefined, 'en'],
])('with Accept-Language %s the history is in %s', async (header, language) => {
  const { default: express } = await import('express');
  const app = express();
  const headers = header === undefined ? {} : { 'accept-language': header };
  const asked = Object.create(app.request, { headers: { value: headers }, query: { value: {} } }) as Request;
  expect(languageOfAnswer(asked)).toBe(language);
});
