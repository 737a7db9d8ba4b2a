import type { StripeClient } from './client';

/** Every item of a list, page after page. Each page is asked for as any other request is. */
export async function* paged<T>(
  client: StripeClient,
  what: string,
  list: AsyncIterable<T>,
): AsyncIterable<T> {
  const items = list[Symbol.asyncIterator]();
  for (;;) {
    const next = await client.ask(what, items.next());
    if (next.done) return;
    yield next.value;
  }
}
