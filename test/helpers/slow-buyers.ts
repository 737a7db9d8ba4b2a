import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, newBuyer, type App } from './app';
import type { Outcome } from './chance';
import { fates, openSlowNetwork, type SlowNetwork } from './slow-network';

export interface Network {
  /** Latency that is added for the slow half, each way, in milliseconds. */
  delayMs: number;
  /** The share of the slow half's connections that break. */
  lostShare: number;
}

/** The program, as far as buyers and an operator need it. */
type Office = Pick<App, 'url' | 'adminToken'>;

interface Buyer {
  slow: boolean;
  token: string;
  key: string;
}

interface Entry extends Buyer {
  id: string;
}

const ITEMS = JSON.stringify({ items: [{ ticketType: 'pista', quantity: 1 }] });

/** Tries once, on a new connection. @throws if the connection breaks. */
function tryOnce(url: string, { token, key }: Buyer): Promise<{ id: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...{ authorization: `Bearer ${token}`, 'idempotency-key': key, prefer: 'wait=0' },
      ...{ 'content-type': 'application/json', 'content-length': ITEMS.length },
    };
    const sent = request(url, { method: 'POST', agent: false, headers }, (response) => {
      let said = '';
      response.on('data', (chunk: Buffer) => (said += chunk.toString()));
      response.on('error', reject);
      response.on('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(said) as { id: string });
        else reject(new Error(`${response.statusCode}: ${said}`));
      });
    });
    sent.on('error', reject);
    sent.end(ITEMS);
  });
}

/** Repeats the request with the same key until it is answered, as the page does. */
async function persist(network: SlowNetwork, eventId: string, buyer: Buyer): Promise<Entry> {
  for (let attempt = 0; ; attempt++) {
    try {
      const { id } = await tryOnce(`${network.url}/events/${eventId}/pre-orders`, buyer);
      return { ...buyer, id };
    } catch (error) {
      // Refused, or lost more often than chance explains. An outage (503) is tried again, as the page does.
      if (attempt === 20 || /^(?!503)\d{3}: /.test((error as Error).message)) throw error;
      await delay(50);
    }
  }
}

/** Creates buyers; every second one is slow. */
async function buyersOf(app: Office, eventId: string, count: number): Promise<Buyer[]> {
  const buyers: Buyer[] = [];
  for (let i = 0; i < count; i++)
    buyers.push({ slow: i % 2 === 1, token: await newBuyer(app), key: `${eventId}-${i}` });
  return buyers;
}

async function putEvent(app: Office, id: string, capacity: number, settings: object): Promise<void> {
  const { status } = await ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, {
    ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z', closesAt: '2098-01-01T00:00:00Z' },
    payment: 'none',
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1000, currency: 'BRL', capacity }],
    ...settings,
  });
  if (status !== 201) throw new Error(`The event ${id} was answered with ${status}.`);
}

async function inNetworks<T>(
  app: Office,
  { delayMs, lostShare }: Network,
  work: (networkOf: (buyer: Buyer) => SlowNetwork, slow: SlowNetwork) => Promise<T>,
): Promise<T> {
  const slow = await openSlowNetwork(app.url, delayMs, fates(lostShare));
  // The fast half uses a network that changes nothing, so that all receipts are recorded alike.
  const fast = await openSlowNetwork(app.url, 0, () => 'passes');
  try {
    return await work((buyer) => (buyer.slow ? slow : fast), slow);
  } finally {
    await Promise.all([slow.close(), fast.close()]);
  }
}

/** How long until the last buyer has got through, if the server takes no time. */
function longest(buyers: Buyer[], { delayMs, lostShare }: Network): number {
  const fateOf = fates(lostShare);
  const attempts = buyers
    .filter(({ slow }) => slow)
    .map(({ key }) => {
      for (let attempt = 0; ; attempt++) if (fateOf(key, attempt) === 'passes') return attempt + 1;
    });
  return Math.max(...attempts) * (2 * delayMs + 100);
}

/** Runs a drawn sale in which half of the entries use a bad network. */
export async function drawnSale(
  app: Office,
  id: string,
  size: { entries: number; tickets: number; slackMs?: number },
  network: Network,
): Promise<Outcome & { connectionsLost: number }> {
  const buyers = await buyersOf(app, id, size.entries);
  const opensAt = Date.now() + longest(buyers, network) + (size.slackMs ?? 2_000);
  const onSaleAt = new Date(opensAt).toISOString();
  await putEvent(app, id, size.tickets, { draw: true, onSaleAt });
  return inNetworks(app, network, async (networkOf, slow) => {
    const entries = await Promise.all(buyers.map((buyer) => persist(networkOf(buyer), id, buyer)));
    if (Date.now() > opensAt) throw new Error('The sale opened before everybody had entered.');
    await untilCalled(app, id, size.tickets);
    const won = await winners(app, entries);
    return {
      ...{ entries: size.entries, slow: entries.filter((entry) => entry.slow).length },
      ...{ won: won.length, slowWon: won.filter((entry) => entry.slow).length },
      connectionsLost: slow.lost,
    };
  });
}

export interface Arrival {
  slow: boolean;
  /** When the server had received the whole request, in milliseconds since the first. */
  receivedMs: number;
  place: number;
  askedAt: string;
  won: boolean;
}

/**
 * Buyers arrive after the opening while somebody holds everything, who then gives it back. Slow buyers send earlier, so
 * that their requests reach the server among the others. @returns the arrivals in order of place.
 */
export async function arrivals(
  app: Office,
  id: string,
  size: { buyers: number; tickets: number },
  network: Network,
): Promise<Arrival[]> {
  await putEvent(app, id, size.tickets, { onSaleAt: '2020-01-01T00:00:00Z', maxPerBuyer: size.tickets });
  const holder = await newBuyer(app);
  const items = [{ ticketType: 'pista', quantity: size.tickets }];
  const held = await ask(`${app.url}/events/${id}/pre-orders`, 'POST', holder, { items });
  const buyers = await buyersOf(app, id, size.buyers);
  return inNetworks(app, network, async (networkOf) => {
    const entries = await Promise.all(
      buyers.map(async (buyer, i) => {
        await delay(i * 25 + (buyer.slow ? 0 : network.delayMs));
        return persist(networkOf(buyer), id, buyer);
      }),
    );
    const before = await Promise.all(entries.map((entry) => look(app, entry)));
    await ask(`${app.url}/pre-orders/${String(held.body['id'])}`, 'DELETE', holder);
    await untilCalled(app, id, size.tickets);
    const won = new Set((await winners(app, entries)).map((entry) => entry.id));
    const receivedAt = (entry: Entry) => networkOf(entry).received.get(entry.key) ?? NaN;
    const first = Math.min(...entries.map(receivedAt));
    const found = entries.map(async (entry, i) => {
      const history = await ask(`${app.url}/pre-orders/${entry.id}/history`, 'GET', entry.token);
      return {
        ...{ slow: entry.slow, receivedMs: receivedAt(entry) - first, won: won.has(entry.id) },
        place: (before[i] as { line: { place: number } }).line.place,
        askedAt: (history.body['history'] as { at: string }[])[0]?.at ?? '',
      };
    });
    return (await Promise.all(found)).sort((a, b) => a.place - b.place);
  });
}

/** How many pairs that were received more than `apartMs` apart have places in the opposite order. */
export function inversions(inOrder: Arrival[], apartMs: number): number {
  return inOrder.reduce(
    (sum, arrival, i) =>
      sum + inOrder.slice(i + 1).filter((later) => later.receivedMs < arrival.receivedMs - apartMs).length,
    0,
  );
}

const look = async (app: Office, { id, token }: Entry) =>
  (await ask(`${app.url}/pre-orders/${id}`, 'GET', token)).body;

async function winners(app: Office, entries: Entry[]): Promise<Entry[]> {
  const found = await Promise.all(entries.map((entry) => look(app, entry)));
  return entries.filter((_, i) => found[i]?.['status'] !== 'in_line');
}

async function untilCalled(app: Office, id: string, tickets: number): Promise<void> {
  for (;;) {
    const { body } = await ask(`${app.url}/events/${id}`, 'GET');
    const [type] = body['ticketTypes'] as { held: number }[];
    const line = await ask(`${app.url}/events/${id}/line`, 'GET');
    // Held by buyers who waited, not by the one who held everything before.
    if (type?.held === tickets && Number(line.body['nowServing']) > 1) return;
    await delay(50);
  }
}
