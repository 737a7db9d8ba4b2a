import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { checkOut, giveBack, preOrderPath, read, retry, send } from './buyer-requests';
import type { BuyerContext, ExistingRef } from './buyer-requests';
import { isPaid, payForHold } from './payers';
import type { Random } from './random';
import { ANSWER_TIMEOUT_MS } from './requests';

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
  if (isPaid(ref.eventId)) {
    await payForHold(context, random, ref);
    return;
  }
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
