/** An event with many orders is cancelled: at once for everybody, row by row in the background, whatever crashes. */
import { setTimeout as delay } from 'node:timers/promises';
import { audit } from '../../src/db/audit';
import { openDatabase } from '../../src/db/database';
import { findEmbeddedPostgres } from '../../src/embedded/postgres';
import { ask, newBuyer } from '../helpers/app';
import { GIVEN_SERVERS } from '../helpers/given-servers';
import { inForm } from '../helpers/long';
import { pastSale } from '../helpers/past-sale';
import { order, show } from '../helpers/show';
import { useOwnApp } from '../helpers/use-app';

const app = useOwnApp();

interface Report {
  counts: Record<string, number>;
  revenueCents: number;
  cancellation: { endedAt: string | null; remainingTickets: number; soldTickets: number; soldCents: number };
}
const report = async () => {
  const { body } = await ask(`${app.url}/admin/events/big/report`, 'GET', app.adminToken);
  return body as unknown as Report;
};

// Given servers have their files elsewhere.
(GIVEN_SERVERS ? test.skip : test)(
  'killed in the middle of a cancellation, the program finishes it, and each order is cancelled once',
  async () => {
    await ask(`${app.url}/admin/events/big`, 'PUT', app.adminToken, show(10));
    await ask(`${app.url}/admin/events/other`, 'PUT', app.adminToken, show(10));
    let db = openDatabase({ url: await findEmbeddedPostgres(app.folder), onError: () => undefined });
    const { sold, held } = await pastSale(db, 'big', inForm({ short: 10_000, long: 20_000 }));
    const { revenueCents } = await report();
    const token = await newBuyer(app);
    const buy = (event: string) => ask(`${app.url}/events/${event}/pre-orders`, 'POST', token, order());

    const answer = await ask(`${app.url}/admin/events/big/cancel`, 'POST', app.adminToken);
    expect(answer).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    const [type] = answer.body['ticketTypes'] as { sold: number }[];
    expect(type?.sold).toBeGreaterThan(0);
    expect(await buy('big')).toMatchObject({ status: 409, body: { code: 'not_on_sale' } });
    let now = await report();
    const begun = now.cancellation.soldTickets;
    // Until the workflow has gone on with it.
    while (now.cancellation.soldTickets === begun) now = await report();
    expect(now.cancellation.endedAt).toBeNull();
    expect(now.revenueCents + now.cancellation.soldCents).toBe(revenueCents);
    expect(await audit(db, 'big')).toEqual([]);
    await db.close();
    await app.end('SIGKILL');
    await app.restart();

    db = openDatabase({ url: await findEmbeddedPostgres(app.folder), onError: () => undefined });
    expect((await report()).cancellation.remainingTickets).toBeGreaterThan(0);
    expect((await buy('other')).status).toBe(201);
    for (now = await report(); now.cancellation.endedAt === null; now = await report()) {
      expect(await audit(db, 'big')).toEqual([]);
      await delay(100);
    }
    expect(now).toMatchObject({
      ...{ revenueCents: 0, counts: { cancelled: (sold + held) / 2 } },
      cancellation: { remainingTickets: 0, soldTickets: sold, soldCents: revenueCents },
    });
    expect(await audit(db)).toEqual([]);
    await db.close();
  },
  120_000,
);
