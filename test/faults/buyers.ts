import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Deal, Deed, Journal } from './journal';
import type { Random } from './random';

/** Where a buyer is. */
export interface World {
  journal: Journal;
  /** Any of these may be asked. */
  urls: string[];
  eventIds: string[];
  /** Nobody begins anything new any more. */
  closed(): boolean;
  /** Everybody who was there, for the end. */
  tokens: Set<string>;
}

/** How long a buyer waits for an answer before the connection is given up, in milliseconds. */
const PATIENCE_MS = 14_000;

/** How long a buyer goes on trying, in milliseconds. */
const INSISTS_MS = 25_000;

/** One request, in the journal with whatever came of it. @returns undefined where no answer came. */
async function send(
  world: World,
  url: string,
  deed: Deed,
  deal: Deal,
  { path, method, body, wait = 1 }: { path: string; method: string; body?: unknown; wait?: number },
): Promise<Answer | undefined> {
  const startedAt = Date.now();
  const items = (body as { items?: { quantity: number }[] } | undefined)?.items ?? [];
  try {
    const response = await fetch(url + path, {
      method,
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        authorization: `Bearer ${deal.token}`,
        prefer: `wait=${wait}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(deed === 'join' && deal.key !== undefined && { 'idempotency-key': deal.key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = {
      status: response.status,
      body: JSON.parse(text) as Answer['body'],
      retryAfter: response.headers.get('retry-after'),
    };
    const quantity = items.reduce((sum, item) => sum + item.quantity, 0);
    world.journal.answered(deed, deal, startedAt, answer, quantity);
    return answer;
  } catch (error) {
    world.journal.lost(deed, deal, startedAt, error);
    return undefined;
  }
}

/** The same request again, at whichever replica, until there is an answer that isn't 503. */
async function insist(
  world: World,
  random: Random,
  deed: Deed,
  deal: Deal,
  request: Parameters<typeof send>[4],
): Promise<Answer | undefined> {
  const until = Date.now() + INSISTS_MS;
  while (Date.now() < until) {
    const answer = await send(world, random.one(world.urls), deed, deal, request);
    if (answer && answer.status !== 503) return answer;
    await delay(random.whole(100, 600));
  }
  return undefined;
}

const about = (id: string, rest = '') => `/pre-orders/${id}${rest}`;
export const look = (world: World, random: Random, deal: Deal & { id: string }) =>
  insist(world, random, 'look', deal, { path: about(deal.id), method: 'GET' });
export const giveBack = (world: World, random: Random, deal: Deal & { id: string }) => {
  const record = world.journal.records.get(deal.id);
  if (record) record.givenBack = true;
  return insist(world, random, 'give back', deal, { path: about(deal.id), method: 'DELETE' });
};
export const checkOut = (world: World, random: Random, deal: Deal & { id: string }, wait = 2) =>
  insist(world, random, 'checkout', deal, {
    path: about(deal.id, '/checkout'),
    method: 'POST',
    body: {},
    wait,
  });

export async function newToken(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/session`, {
      method: 'POST',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return response.ok ? ((await response.json()) as { token: string }).token : undefined;
  } catch {
    return undefined;
  }
}

/** Comes, buys or doesn't, and comes again as somebody else, until the doors close. */
export async function visit(world: World, random: Random): Promise<void> {
  while (!world.closed()) {
    const token = await newToken(random.one(world.urls));
    if (token !== undefined) {
      world.tokens.add(token);
      for (let orders = random.whole(1, 3); orders > 0 && !world.closed(); orders--)
        await order(world, random, token);
    }
    await delay(random.whole(50, 500));
  }
}

async function order(world: World, random: Random, token: string): Promise<void> {
  const key = random.chance(0.85) ? randomUUID() : undefined;
  const deal = { token, eventId: random.one(world.eventIds), key };
  const types = random.chance(0.2) ? ['pista', 'vip'] : [random.chance(0.8) ? 'pista' : 'vip'];
  const items = types.map((ticketType) => ({ ticketType, quantity: random.whole(1, 2) }));
  const request = {
    ...{ path: `/events/${deal.eventId}/pre-orders`, method: 'POST', body: { items } },
    wait: random.whole(0, 3),
  };
  // Without a key each request is a new one, so whoever gets no answer doesn't know what became of it.
  const join = async () =>
    key === undefined
      ? send(world, random.one(world.urls), 'join', deal, request)
      : insist(world, random, 'join', deal, request);
  // Two tabs, or a client that doesn't wait long enough.
  const twice = key !== undefined && random.chance(0.1);
  const answers = await Promise.all(twice ? [join(), join()] : [join()]);
  const id = answers.map((answer) => answer?.body['id']).find((one) => typeof one === 'string');
  if (id === undefined) return;
  const made = { ...deal, id };
  if (!(await waitForHold(world, random, made))) return;
  if (key !== undefined && random.chance(0.1)) await join();
  await decide(world, random, made);
}

/** In line, or called. @returns false where nothing more is to be done. */
async function waitForHold(world: World, random: Random, deal: Deal & { id: string }): Promise<boolean> {
  for (let patience = random.whole(2, 12); ; patience--) {
    const status = world.journal.records.get(deal.id)?.last.status;
    if (status === 'pre_order') return true;
    if (status !== 'in_line' && status !== 'called') return false;
    if (patience === 0 || world.closed()) {
      if (random.chance(0.5)) await giveBack(world, random, deal);
      return false;
    }
    await delay(random.whole(300, 900));
    await look(world, random, deal);
  }
}

async function decide(world: World, random: Random, deal: Deal & { id: string }): Promise<void> {
  for (let touches = random.chance(0.4) ? random.whole(1, 4) : 0; touches > 0; touches--) {
    await delay(random.whole(200, 1_200));
    await insist(world, random, 'touch', deal, { path: about(deal.id, '/touch'), method: 'POST', body: {} });
  }
  await delay(random.whole(0, 800));
  const what = random.next();
  if (what < 0.45) {
    const wait = random.whole(0, 3);
    const buys = [checkOut(world, random, deal, wait)];
    if (random.chance(0.15)) buys.push(checkOut(world, random, deal, wait));
    await Promise.all(buys);
    if (random.chance(0.3)) await look(world, random, deal);
    if (random.chance(0.1)) await giveBack(world, random, deal);
  } else if (what < 0.65) {
    await giveBack(world, random, deal);
    if (random.chance(0.3)) await checkOut(world, random, deal);
  } else if (what < 0.75) {
    // At the last moment.
    const left = (world.journal.records.get(deal.id)?.heldUntil ?? 0) - Date.now();
    await delay(Math.max(0, left - random.whole(0, 60)));
    await checkOut(world, random, deal);
  }
  // The others just go away.
}
