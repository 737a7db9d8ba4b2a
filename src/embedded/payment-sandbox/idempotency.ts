import type { Request } from 'express';
import type { Book } from './book';
import { ApiError } from './objects';

/** Keys whose first request isn't answered yet. */
const underWay = new WeakMap<Book, Set<string>>();

/**
 * Carries a request out once for its key. Once it was carried out its answer is kept for a day, also a failure: the same
 * request again gets that answer. Another request with the key is refused, and so is one while the first is under way.
 */
export async function keptAnswer(
  book: Book,
  request: Request,
  run: () => Promise<object>,
  fails: boolean,
): Promise<{ status: number; body: string; replayed: boolean }> {
  const key = request.get('idempotency-key');
  if (request.method !== 'POST' || key === undefined) {
    const answer = await run();
    return { status: fails ? 500 : 200, body: JSON.stringify(answer), replayed: false };
  }
  const text = `${request.path} ${JSON.stringify(request.body ?? {})}`;
  const kept = book.get('key', key);
  if (kept && kept.request !== text)
    throw new ApiError(400, {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
    });
  if (kept) return { ...kept, replayed: true };
  const busy = underWay.get(book) ?? new Set();
  underWay.set(book, busy);
  if (busy.has(key))
    throw new ApiError(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: 'Another request with this key is under way.',
    });
  busy.add(key);
  try {
    const answer = await run().then(
      (object) => ({ status: fails ? 500 : 200, body: JSON.stringify(object) }),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        return { status: error.status, body: JSON.stringify({ error: error.body }) };
      },
    );
    book.put('key', { id: key, request: text, ...answer, created: book.now() });
    return { ...answer, replayed: false };
  } finally {
    busy.delete(key);
  }
}
