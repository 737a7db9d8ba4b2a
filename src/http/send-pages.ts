import { once } from 'node:events';
import type { Response } from 'express';

/**
 * Writes a long answer page by page, at the client's speed.
 * @throws if the first page can't be read. Later failures go to `onError` and cut the answer off, so that the client
 *   can tell that it is incomplete.
 */
export async function sendPages(
  response: Response,
  pages: AsyncGenerator<string>,
  headers: Record<string, string>,
  onError: (error: unknown) => void,
): Promise<void> {
  let page = await pages.next();
  response.set(headers);
  try {
    for (; !page.done && !response.destroyed; page = await pages.next())
      if (!response.write(page.value)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    response.end();
  } catch (error) {
    onError(error);
    response.destroy();
  }
}
