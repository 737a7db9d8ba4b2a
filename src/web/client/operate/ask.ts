import type { ProblemShown } from '../api';

/** The server understood and said no. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly problem: ProblemShown) {
    super(problem.detail);
  }
}

/** The network is away, or the server can't say yes or no now. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export interface Asked {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * Asks the API as whoever is signed in.
 * @throws {Refused}.
 * @throws {NoAnswer}.
 */
export type Ask = <T>(path: string, asked?: Asked) => Promise<T>;

/** A connection that died without a word is given up after this, in milliseconds. */
const PATIENCE_MS = 15_000;

/** @param onSignedOut is called when the sign-in is over, whatever was asked. */
export function createAsk(onSignedOut: () => void): Ask {
  return async <T>(path: string, { method = 'GET', body, headers }: Asked = {}) => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`/api/admin/${path}`, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        cache: 'no-store',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      text = await response.text();
    } catch {
      throw new NoAnswer();
    }
    if (response.status >= 500 || response.status === 429) throw new NoAnswer();
    if (response.status === 401) onSignedOut();
    const answered = (text ? JSON.parse(text) : undefined) as unknown;
    if (!response.ok) throw new Refused(answered as ProblemShown);
    return answered as T;
  };
}
