/** Buyers who pay on the provider's page: at once, at the second try, by two ways, too late, or not at all. */
import { setTimeout as delay } from 'node:timers/promises';
import { post } from '../helpers/payment-sandbox';
import { giveBack, read, retry, type BuyerContext, type ExistingRef } from './buyer-requests';
import type { Answer } from './journal';
import type { Random } from './random';

type Method = 'card' | 'pix';

interface Payment {
  id: string;
  method: Method;
  payUrl: string;
}

const PAYS = { card: { card: '4242424242424242' }, pix: { pix: 'paid' } } as const;
const DECLINED = { card: '4000000000000002' };
const SECOND_STEP = { card: '4000002500003155' };

/** How often a buyer looks for the provider's page, and how long they wait in between, in milliseconds. */
const LOOKS = 12;
const BETWEEN_LOOKS_MS = 500;

/** Whether buyers pay for the tickets of this event. */
export const isPaid = (eventId: string) => eventId.endsWith('-paid');

/** Begins to pay, and waits for where. @returns undefined if there is nowhere to pay. */
export async function beginToPay(
  context: BuyerContext,
  random: Random,
  ref: ExistingRef,
  method: Method,
): Promise<Payment | undefined> {
  let answer = await retry(context, random, 'checkout', ref, {
    ...{ path: `/pre-orders/${ref.id}/checkout`, method: 'POST', body: { method }, wait: 2 },
  });
  for (let looks = LOOKS; ; looks--) {
    const found = openPayment(answer, method);
    if (found || looks === 0 || answer === undefined || !isPaying(answer)) return found;
    await delay(BETWEEN_LOOKS_MS);
    answer = await read(context, random, ref);
  }
}

const isPaying = ({ status, body }: Answer) => status < 300 && body['status'] === 'paying';

function openPayment(answer: Answer | undefined, method: Method): Payment | undefined {
  if (!answer || !isPaying(answer)) return undefined;
  const payment = answer.body['payment'] as Partial<Payment> | undefined;
  return payment?.payUrl !== undefined && payment.method === method ? (payment as Payment) : undefined;
}

/** The page may be gone, and its connection with it. */
const fill = (payment: Payment, form: Record<string, string>) =>
  post(payment.payUrl, form).then(
    async (answer) => answer.arrayBuffer().then(() => answer.status),
    () => undefined,
  );

/** Pays, and sometimes comes back to the event's page. */
async function pay(
  { urls }: BuyerContext,
  random: Random,
  ref: ExistingRef,
  payment: Payment,
): Promise<void> {
  await fill(payment, PAYS[payment.method]);
  if (random.chance(0.4)) return;
  // Back on the event's page.
  const page = random.pick(urls).replace(/\/api$/, `/events/${ref.eventId}?payment=${payment.id}`);
  await fetch(page, { signal: AbortSignal.timeout(14_000) })
    .then((answer) => answer.arrayBuffer())
    .catch(() => undefined);
}

/** What a buyer does with tickets that are held until they are paid. */
export async function payForHold(context: BuyerContext, random: Random, ref: ExistingRef): Promise<void> {
  const method: Method = random.chance(0.65) ? 'card' : 'pix';
  const begin = (by: Method) => beginToPay(context, random, ref, by);
  const payment = await begin(method);
  if (!payment) return;
  await delay(random.integer(0, 1_200));
  const choice = random.next();
  if (choice < 0.45) {
    await pay(context, random, ref, payment);
    await afterwards(context, random, ref);
  } else if (choice < 0.57 && method === 'card') {
    await fill(payment, DECLINED);
    await waitForHoldAgain(context, random, ref);
    const second = await begin(random.chance(0.7) ? 'card' : 'pix');
    if (second) await pay(context, random, ref, second);
  } else if (choice < 0.67 && method === 'card') {
    await fill(payment, SECOND_STEP);
    await fill(payment, { step: random.chance(0.7) ? 'complete' : 'fail' });
  } else if (choice < 0.79) {
    const paid = random.chance(0.5) ? pay(context, random, ref, payment) : undefined;
    await delay(random.integer(0, 30));
    await Promise.all([paid, giveBack(context, random, ref)]);
  } else if (choice < 0.87) {
    // Two tabs: another way to pay ends the first one, whose page is still open.
    const other = await begin(method === 'card' ? 'pix' : 'card');
    const pages = [payment, ...(other ? [other] : [])];
    await Promise.all(pages.map((one) => pay(context, random, ref, one)));
  } else if (choice < 0.94) {
    await waitUntilTooLate(context, random, ref);
    await pay(context, random, ref, payment);
  }
  // The others leave the provider's page without a word.
}

async function afterwards(context: BuyerContext, random: Random, ref: ExistingRef): Promise<void> {
  if (random.chance(0.4)) await read(context, random, ref);
  if (random.chance(0.1)) await giveBack(context, random, ref);
  if (!random.chance(0.3)) return;
  // A few don't wait until the money is taken.
  if (random.chance(0.8)) await waitUntilPaid(context, random, ref);
  const record = context.journal.records.get(ref.id);
  if (record) record.refundAsked = true;
  const path = `/pre-orders/${ref.id}/refund`;
  await retry(context, random, 'refund', ref, { path, method: 'POST', body: {} });
}

async function waitUntilPaid(context: BuyerContext, random: Random, ref: ExistingRef): Promise<void> {
  for (let looks = LOOKS; looks > 0; looks--) {
    const answer = await read(context, random, ref);
    const payment = answer?.body['payment'] as { status?: string } | undefined;
    if (!answer || (answer.body['status'] === 'sold' && payment?.status === 'paid')) return;
    await delay(BETWEEN_LOOKS_MS);
  }
}

/** A declined card is answered by the page; the product learns of it by a webhook, or by asking. */
async function waitForHoldAgain(context: BuyerContext, random: Random, ref: ExistingRef): Promise<void> {
  for (let looks = LOOKS; looks > 0; looks--) {
    const answer = await read(context, random, ref);
    if (!answer || !isPaying(answer)) return;
    await delay(BETWEEN_LOOKS_MS);
  }
}

async function waitUntilTooLate(context: BuyerContext, random: Random, ref: ExistingRef): Promise<void> {
  const until = (await read(context, random, ref))?.body['expiresAt'];
  if (typeof until === 'string')
    await delay(Math.max(0, Date.parse(until) - Date.now() + random.integer(-50, 1_500)));
}

export const NO_PAGE = 'there is no page to pay';

/** Buys what is held by card. @returns undefined once it is sold, else what happened instead. */
export async function payFor(
  context: BuyerContext,
  random: Random,
  ref: ExistingRef,
): Promise<string | undefined> {
  const payment = await beginToPay(context, random, ref, 'card');
  if (!payment) return NO_PAGE;
  const paid = await fill(payment, PAYS.card);
  for (let looks = 4 * LOOKS; looks > 0; looks--) {
    if ((await read(context, random, ref))?.body['status'] === 'sold') return undefined;
    await delay(BETWEEN_LOOKS_MS / 4);
  }
  return `paid (${paid}), and not sold`;
}
