/** Requests that get an answer, however often the network fails meanwhile. */
import type { ProblemShown } from '../api';

export type Answer =
  | { ok: true; body: unknown }
  /** The server understood and said no. */
  | { ok: false; problem: ProblemShown };

export interface Request {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
}

/** No answer: the network is away, or the server can't say yes or no now. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(readonly retryAfterMs = 0) {
    super('no answer');
  }
}

/** A connection that died without a word is given up after this, in milliseconds; longer than any wait that we ask for. */
const PATIENCE_MS = 20_000;

/** Asks once. @throws {NoAnswer}. */
export async function request(
  path: string,
  { method = 'GET', body, headers }: Request = {},
): Promise<Answer> {
  const give = new AbortController();
  const timer = setTimeout(() => give.abort(), PATIENCE_MS);
  try {
    const response = await fetch(path, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      cache: 'no-store',
      signal: give.signal,
    });
    if (response.status >= 500 || response.status === 429)
      throw new NoAnswer(1_000 * (Number(response.headers.get('Retry-After')) || 0));
    const answered: unknown = await response.json();
    return response.ok ? { ok: true, body: answered } : { ok: false, problem: answered as ProblemShown };
  } catch (error) {
    throw error instanceof NoAnswer ? error : new NoAnswer();
  } finally {
    clearTimeout(timer);
  }
}

export interface Insistence {
  /** Whether there was an answer, each time. */
  reached(answered: boolean): void;
  /** Ends after so many milliseconds, or when it is worth trying again. */
  pause(ms: number): Promise<void>;
}

/** Asks until there is an answer; a session that was lost is made anew. */
export async function insist(path: string, what: Request, { reached, pause }: Insistence): Promise<Answer> {
  for (let failures = 0; ;) {
    try {
      const answer = await request(path, what);
      reached(true);
      const code = answer.ok ? '' : answer.problem.code;
      if (code === 'unauthenticated') await request('/api/session', { method: 'POST' });
      else if (code !== 'not_held') return answer;
      await pause(1_000);
    } catch (error) {
      reached(false);
      failures += 1;
      const backoff = Math.min(8_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
      await pause(Math.max(backoff, error instanceof NoAnswer ? error.retryAfterMs : 0));
    }
  }
}
