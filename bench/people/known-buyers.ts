import { randomUUID } from 'node:crypto';
import { onSale } from '../../test/helpers/database';
import { askForOne, expecting, openClient } from '../line/client';
import { withServers } from '../line/servers';
import { closedLoop, median } from '../load';
import type { Row } from '../report';

const AT_ONCE = 64;
const STOCK = { pista: 5_000_000 };

/** Joins of an event that asks its buyers to sign in, and of one that doesn't, in turns; every answer is certain. */
export async function joinsOfKnownBuyers(rounds: number, count: number): Promise<Row> {
  return withServers(async (servers) => {
    const { url } = await servers.withoutStarts();
    const events = {
      open: await onSale(servers.db, STOCK),
      known: await onSale(servers.db, STOCK, { signIn: 'required' }),
    };
    const rate = async (eventId: string) => {
      const buyers = Array.from({ length: count }, () => randomUUID());
      const text = 'INSERT INTO buyer (id) SELECT unnest($1::uuid[])';
      // For both, so that both read the same tables.
      await servers.db.query({ name: 'known_buyers_of_round', text }, [buyers]);
      const requests = buyers.map((buyerId) => askForOne(eventId, servers.newToken(buyerId)));
      const client = openClient(url);
      try {
        const ask = (i: number) => expecting(201, client.send(requests[i] as string));
        return (await closedLoop(count, AT_ONCE, ask)).perSecond;
      } finally {
        client.close();
      }
    };
    const rates = { open: [] as number[], known: [] as number[] };
    for (const eventId of Object.values(events)) await rate(eventId);
    for (let i = 0; i < rounds; i++)
      for (const kind of ['open', 'known'] as const) rates[kind].push(await rate(events[kind]));
    const [other, ours] = [median(rates.open), median(rates.known)];
    return {
      ...{ what: 'joins with sign-in required, 64 at once; against joins without', unit: '/s' },
      ...{ target: '>= 0.95', other, ours, ratio: ours / other },
    };
  });
}
