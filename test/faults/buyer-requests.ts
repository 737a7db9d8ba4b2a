/** What buyers ask for, with every answer in the journal. */
import type { Action, Answer, Journal, PreOrderRef } from './journal';
import type { Random } from './random';
import { request, retry as retryRequest } from './requests';

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
export async function send(
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

export const retry = (
  context: BuyerContext,
  random: Random,
  action: Action,
  ref: PreOrderRef,
  sent: OrderRequest,
): Promise<Answer | undefined> =>
  retryRequest(context.urls, random, (url) => send(context, url, action, ref, sent));

export type ExistingRef = PreOrderRef & { id: string };
export const preOrderPath = (id: string, rest = '') => `/pre-orders/${id}${rest}`;
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
