/** An event with many paid orders is cancelled: each is refunded once, whatever crashes meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../helpers/app';
import { GIVEN_SERVERS } from '../helpers/given-servers';
import { inForm } from '../helpers/long';
import { newPayer, paidEvent, PAYS, settledMoney, usePaidApp } from '../helpers/paid-app';
import { submit } from '../helpers/sandbox';

const app = usePaidApp({ REFUNDS_PER_SECOND: '100' });
const ORDERS = inForm({ short: 120, long: 500 });
const AT_ONCE = 20;

async function buyByPix(eventId: string): Promise<void> {
  const payer = await newPayer(app, eventId);
  await submit(await payer.begin('pix'), PAYS.pix);
  await payer.until(({ status, payment }) => status === 'sold' && payment?.status === 'paid');
}

// Given servers have their files elsewhere.
(GIVEN_SERVERS ? test.skip : test)(
  'killed in the middle of the refunds, the program goes on with them, and each is made once',
  async () => {
    const eventId = await paidEvent(app, ORDERS);
    let left = ORDERS;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (left-- > 0) await buyByPix(eventId);
      }),
    );
    // What isn't answered may have been made.
    await app.provider.fault({ do: 'lose-answer', operation: 'refunds.create', times: 3 });
    const cancelled = await ask(`${app.url}/admin/events/${eventId}/cancel`, 'POST', app.adminToken);
    expect(cancelled.status).toBe(200);
    const made = async () => (await app.provider.book()).refunds.length;
    while ((await made()) < ORDERS / 4) await delay(5);
    await app.end('SIGKILL');
    expect(await made()).toBeLessThan(ORDERS);
    await app.restart();

    const { money, broken } = await settledMoney(app, eventId);
    expect(broken).toEqual([]);
    const total = ORDERS * 1_000;
    expect(money).toMatchObject({ capturedCents: total, refundedCents: total, openCents: 0, owedCents: 0 });
    expect(money).toMatchObject({ refunds: { pending: 0, succeeded: ORDERS, failed: 0 }, tasks: 0 });
    const { intents, refunds } = await app.provider.book();
    expect(intents.filter(({ captured, refunded }) => captured === 1_000 && refunded === 1_000)).toHaveLength(
      ORDERS,
    );
    expect(refunds).toHaveLength(ORDERS);
    expect(new Set(refunds.map(({ intent }) => intent)).size).toBe(ORDERS);
    expect(new Set(refunds.map(({ refund }) => refund)).size).toBe(ORDERS);
  },
  240_000,
);
