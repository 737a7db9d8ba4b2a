import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Action, Answer, Journal, PreOrderRef } from './journal';
import type { Random } from './random';
import { ANSWER_TIMEOUT_MS, request, retry as retryRequest } from './requests';

/** What all buyers of a plan share. */
export interface BuyerContext {
  journal: Journal;
  /** The replicas. A buyer may use any of them. */
  urls: string[];
  eventIds: string[];
  /** Once true, buyers start nothing new. */
  closed(): boolean;
  /** The sessions of all buyers, for the checks at the end. */
  tokens: Set<string>;
  /** Where mails are kept. */
  mailFolder: string;
}

interface OrderRequest {
  path: string;
  method: string;
  body?: unknown;
  wait?: number;
}

/** Sends one request and records its answer. @returns undefined if no answer came. */
async function send(
  context: BuyerContext,
  url: string,
  action: Action,
  ref: PreOrderRef,
  { wait = 1, ...sent }: OrderRequest,
): Promise<Answer | undefined> {
  const startedAt = Date.now();
  const items = (sent.body as { items?: { quantity: number }[] } | undefined)?.items ?? [];
  const headers = {
    prefer: `wait=${wait}`,
    ...(action === 'join' && ref.key !== undefined && { 'idempotency-key': ref.key }),
  };
  try {
    const answer = await request(url, { ...sent, token: ref.token, headers });
    const quantity = items.reduce((sum, item) => sum + item.quantity, 0);
    context.journal.recordAnswer(action, ref, startedAt, answer, quantity);
    return answer;
  } catch (error) {
    context.journal.recordLost(action, ref, startedAt, error);
    return undefined;
  }
}

const retry = (
  context: BuyerContext,
  random: Random,
  action: Action,
  ref: PreOrderRef,
  sent: OrderRequest,
): Promise<Answer | undefined> =>
  retryRequest(context.urls, random, (url) => send(context, url, action, ref, sent));

export type ExistingRef = PreOrderRef & { id: string };
const preOrderPath = (id: string, rest = '') => `/pre-orders/${id}${rest}`;
export const read = (context: BuyerContext, random: Random, ref: ExistingRef) =>
  retry(context, random, 'read', ref, { path: preOrderPath(ref.id), method: 'GET' });
export const giveBack = (context: BuyerContext, random: Random, ref: ExistingRef) => {
  const record = context.journal.records.get(ref.id);
  if (record) record.givenBack = true;
  return retry(context, random, 'give back', ref, { path: preOrderPath(ref.id), method: 'DELETE' });
};
export const checkOut = (context: BuyerContext, random: Random, ref: ExistingRef, wait = 2) =>
  retry(context, random, 'checkout', ref, {
    path: preOrderPath(ref.id, '/checkout'),
    method: 'POST',
    body: {},
    wait,
  });

export async function createSession(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/session`, {
      method: 'POST',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return response.ok ? ((await response.json()) as { token: string }).token : undefined;
  } catch {
    return undefined;
  }
}

/** Acts as one buyer after another, each with a few pre-orders, until the sale closes. */
export async function simulateBuyers(context: BuyerContext, random: Random): Promise<void> {
  while (!context.closed()) {
    const token = await createSession(random.pick(context.urls));
    if (token !== undefined) {
      context.tokens.add(token);
      for (let orders = random.integer(1, 3); orders > 0 && !context.closed(); orders--)
        await placeOrder(context, random, token);
    }
    await delay(random.integer(50, 500));
  }
}

async function placeOrder(context: BuyerContext, random: Random, token: string): Promise<void> {
  const asked = await askForTickets(context, random, token);
  if (!asked || !(await waitForHold(context, random, asked.ref))) return;
  if (asked.ref.key !== undefined && random.chance(0.1)) await asked.again();
  await useHold(context, random, asked.ref);
}

/** @returns the pre-order, and a request for the very same; undefined if the buyer knows of none. */
export async function askForTickets(context: BuyerContext, random: Random, token: string) {
  const key = random.chance(0.85) ? randomUUID() : undefined;
  const newRef = { token, eventId: random.pick(context.eventIds), key };
  const types = random.chance(0.2) ? ['pista', 'vip'] : [random.chance(0.8) ? 'pista' : 'vip'];
  const items = types.map((ticketType) => ({ ticketType, quantity: random.integer(1, 2) }));
  const sent = {
    ...{ path: `/events/${newRef.eventId}/pre-orders`, method: 'POST', body: { items } },
    wait: random.integer(0, 3),
  };
  // Without a key a retry could make a second pre-order, so a buyer without a key sends the request once.
  const join = async () =>
    key === undefined
      ? send(context, random.pick(context.urls), 'join', newRef, sent)
      : retry(context, random, 'join', newRef, sent);
  // The buyer has two tabs open, or a client that retries too early.
  const twice = key !== undefined && random.chance(0.1);
  const answers = await Promise.all(twice ? [join(), join()] : [join()]);
  const id = answers.map((answer) => answer?.body['id']).find((value) => typeof value === 'string');
  return id === undefined ? undefined : { ref: { ...newRef, id }, again: join };
}

/** Waits in line. @returns whether the tickets are held now. */
export async function waitForHold(context: BuyerContext, random: Random, ref: ExistingRef): Promise<boolean> {
  for (let attempts = random.integer(2, 12); ; attempts--) {
    const status = context.journal.records.get(ref.id)?.last.status;
    if (status === 'pre_order') return true;
    if (status !== 'in_line' && status !== 'called') return false;
    if (attempts === 0 || context.closed()) {
      if (random.chance(0.5)) await giveBack(context, random, ref);
      return false;
    }
    await delay(random.integer(300, 900));
    await read(context, random, ref);
  }
}

export async function useHold(context: BuyerContext, random: Random, ref: ExistingRef): Promise<void> {
  for (let touches = random.chance(0.4) ? random.integer(1, 4) : 0; touches > 0; touches--) {
    await delay(random.integer(200, 1_200));
    const path = preOrderPath(ref.id, '/touch');
    await retry(context, random, 'touch', ref, { path, method: 'POST', body: {} });
  }
  await delay(random.integer(0, 800));
  const choice = random.next();
  if (choice < 0.45) {
    const wait = random.integer(0, 3);
    const checkouts = [checkOut(context, random, ref, wait)];
    if (random.chance(0.15)) checkouts.push(checkOut(context, random, ref, wait));
    await Promise.all(checkouts);
    if (random.chance(0.3)) await read(context, random, ref);
    if (random.chance(0.1)) await giveBack(context, random, ref);
  } else if (choice < 0.65) {
    await giveBack(context, random, ref);
    if (random.chance(0.3)) await checkOut(context, random, ref);
  } else if (choice < 0.75) {
    // Pay in the last 60 ms of the hold.
    const leftMs = (context.journal.records.get(ref.id)?.heldUntil ?? 0) - Date.now();
    await delay(Math.max(0, leftMs - random.integer(0, 60)));
    await checkOut(context, random, ref);
  }
  // The other buyers leave without a word, so their holds expire.
}
