/** The browser's HTTP client: asks once, or until there is an answer. */
import type { ProblemJson } from './api';
import { prove } from './proof';

/** What the server said; `ok: false` is a refusal, which asking again won't change. */
export type Answer =
  | { ok: true; body: unknown; etag: string | null }
  | { ok: false; problem: ProblemJson; retryAfterMs: number };

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  /** Too many requests (429) are a refusal for the person to see; by default the page waits, and asks again. */
  isLimitAnAnswer?: boolean;
}

/** The network is down, or the server can't say yes or no now. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(readonly retryAfterMs = 0) {
    super('No answer from the server.');
  }
}

/** A dead connection is given up after this, in milliseconds; longer than any wait that we ask for. */
const TIMEOUT_MS = 20_000;

/** Asks once. @throws {NoAnswer} */
export async function request(path: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', body, headers, isLimitAnAnswer = false } = options;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      cache: 'no-store',
      signal: controller.signal,
    });
    const retryAfterMs = 1_000 * (Number(response.headers.get('Retry-After')) || 0);
    if (response.status >= 500 || (response.status === 429 && !isLimitAnAnswer))
      throw new NoAnswer(retryAfterMs);
    const text = await response.text();
    const answered: unknown = text === '' ? undefined : JSON.parse(text);
    return response.ok
      ? { ok: true, body: answered, etag: response.headers.get('ETag') }
      : { ok: false, problem: answered as ProblemJson, retryAfterMs };
  } catch (error) {
    throw error instanceof NoAnswer ? error : new NoAnswer();
  } finally {
    clearTimeout(timer);
  }
}

/** What a repeated request needs to know about the network. */
export interface Network {
  /** Asks once, and takes note of whether the server answers. @throws {NoAnswer} */
  ask(path: string, options?: RequestOptions): Promise<Answer>;
  /** Ends after this many milliseconds, or earlier when a retry is worth it. */
  pause(ms: number): Promise<void>;
  /** The server wants some work first, which begins or has ended. */
  onWork?(working: boolean): void;
}

/**
 * Asks until there is an answer. A lost session is replaced once.
 * @returns the refusal `unauthenticated` where the new session is lost as well: the browser doesn't keep cookies.
 */
export async function requestUntilAnswered(
  path: string,
  options: RequestOptions,
  { ask, pause, onWork }: Network,
): Promise<Answer> {
  let hasNewSession = false;
  let proof: Record<string, string> = {};
  for (let failures = 0, proofs = 0; ;) {
    try {
      const answer = await ask(path, { ...options, headers: { ...options.headers, ...proof } });
      const code = answer.ok ? '' : answer.problem.code;
      if (!answer.ok && code === 'proof_required' && proofs++ < 3) {
        onWork?.(true);
        proof = { Altcha: await prove(answer.problem['challenge']).finally(() => onWork?.(false)) };
        continue;
      }
      if (code === 'unauthenticated' && !hasNewSession) {
        await ask('/api/session', { method: 'POST' });
        hasNewSession = true;
      } else if (code === 'not_held') await pause(1_000);
      else return answer;
    } catch (error) {
      failures += 1;
      const backoff = Math.min(8_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
      await pause(Math.max(backoff, error instanceof NoAnswer ? error.retryAfterMs : 0));
    }
  }
}
