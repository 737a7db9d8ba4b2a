import { once } from 'node:events';
import type { Response } from 'express';

/** A slow client takes this many characters within the time for an unread answer (connections.ts), and not a page. */
const PIECE = 32_768;

function* piecesOf(text: string) {
  for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE);
}

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
  if (response.req.method === 'HEAD') {
    await pages.return(undefined);
    response.end();
    return;
  }
  try {
    for (; !page.done && !response.destroyed; page = await pages.next())
      for (const piece of piecesOf(page.value))
        if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    response.end();
  } catch (error) {
    onError(error);
    response.destroy();
  }
}
