import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './journal';
import type { Random } from './random';

/** How long a buyer waits for one answer, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 14_000;

/** How long a buyer retries a request, in milliseconds. */
const RETRY_MS = 25_000;

export interface Request {
  path: string;
  method: string;
  token: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** @throws if no answer comes. */
export async function request(url: string, { path, method, token, body, headers }: Request): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text ? JSON.parse(text) : {}) as Answer['body'],
    retryAfter: response.headers.get('retry-after'),
  };
}

/** Sends the same request, each time to a random replica, until an answer other than 503 comes. */
export async function retry(
  urls: string[],
  random: Random,
  send: (url: string) => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const until = Date.now() + RETRY_MS;
  while (Date.now() < until) {
    const answer = await send(random.pick(urls));
    if (answer && answer.status !== 503) return answer;
    await delay(random.integer(100, 600));
  }
  return undefined;
}
