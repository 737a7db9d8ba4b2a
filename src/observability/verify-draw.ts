import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { commitmentOf, lotOf } from '../domain/draw';

/** What a check of a draw found: the number of places, or what is wrong, in a sentence. */
export type DrawCheck = { ok: true; places: number } | { ok: false; problem: string };

/**
 * Recomputes a draw from what everybody can read: the commitment that was published before, the seed, and the
 * list of the drawn.
 * @param eventUrl of the event in the API, such as `http://127.0.0.1:3000/api/events/rock-no-rio`.
 * @throws where it can't be read, or nothing has been drawn yet.
 */
export async function verifyDraw(eventUrl: string): Promise<DrawCheck> {
  const line = (await (await get(`${eventUrl}/line`)).json()) as {
    draw: { commitment: string; seed?: string } | null;
  };
  if (!line.draw) return { ok: false, problem: 'this event has no draw' };
  const { commitment, seed } = line.draw;
  if (seed === undefined) return { ok: false, problem: 'the places have not been drawn yet' };
  if (commitmentOf(seed) !== commitment)
    return {
      ok: false,
      problem: `the seed's SHA-256 is ${commitmentOf(seed)}, not the commitment ${commitment}`,
    };

  const list = await get(`${eventUrl}/line/draw`);
  let before = { place: 0, lot: '', entryId: '' };
  for await (const text of createInterface({ input: Readable.fromWeb(list.body as never) })) {
    const { place, entryId } = JSON.parse(text) as { place: number; entryId: string };
    const lot = lotOf(seed, entryId);
    if (place !== before.place + 1)
      return {
        ok: false,
        problem: `place ${before.place + 1} differs: the list goes on with place ${place}`,
      };
    // Ascending strictly, so that nobody is in it twice.
    if (lot < before.lot || (lot === before.lot && entryId <= before.entryId))
      return {
        ok: false,
        problem: `place ${place} differs: its lot is not after that of place ${before.place}`,
      };
    before = { place, lot, entryId };
  }
  return { ok: true, places: before.place };
}

async function get(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response;
}

/** The event's URL, from a URL (of its page too) or from its id and where the API of this machine is. */
export function eventUrlOf(
  event: string,
  { HOST, PORT = 3000 }: { HOST: string; PORT?: number | undefined },
): string {
  if (!/^https?:\/\//.test(event)) return `http://${HOST}:${PORT}/api/events/${encodeURIComponent(event)}`;
  const url = new URL(event);
  const id = /\/events\/([^/]+)/.exec(url.pathname)?.[1];
  if (id === undefined) throw new Error(`${event} is not the URL of an event.`);
  return `${url.origin}${/^(.*?)(?:\/api)?\/events\//.exec(url.pathname)?.[1] ?? ''}/api/events/${id}`;
}
