import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { commitmentOf, lotOf } from '../domain/draw';
import { problemOf } from './admin-api';
import { CommandError } from './output';

/** The result of a check: the number of places, or what is wrong, in words. */
export type DrawCheck = { ok: true; places: number } | { ok: false; problem: string };

/**
 * Recomputes a draw from public data: the commitment, the seed, and the list of places.
 * @param eventUrl the event's URL in the API, such as `http://127.0.0.1:3000/api/events/rock-no-rio`.
 * @throws if the data can't be read.
 */
export async function verifyDraw(eventUrl: string): Promise<DrawCheck> {
  const line = (await (await get(`${eventUrl}/line`)).json()) as {
    draw: { commitment: string; seed?: string } | null;
  };
  if (!line.draw) return failed('this event has no draw');
  const { commitment, seed } = line.draw;
  if (seed === undefined) return failed('the places have not been drawn yet');
  if (commitmentOf(seed) !== commitment)
    return failed(`the seed's SHA-256 is ${commitmentOf(seed)}, not the commitment ${commitment}`);

  const list = await get(`${eventUrl}/line/draw`);
  let before = { place: 0, lot: '', entryId: '' };
  for await (const text of createInterface({ input: Readable.fromWeb(list.body as never) })) {
    const { place, entryId } = JSON.parse(text) as { place: number; entryId: string };
    const lot = lotOf(seed, entryId);
    if (place !== before.place + 1)
      return failed(`place ${before.place + 1} is missing: the list continues with place ${place}`);
    // Strictly ascending, so that nobody is in the list twice.
    if (lot < before.lot || (lot === before.lot && entryId <= before.entryId))
      return failed(`place ${place} is wrong: its lot isn't greater than that of place ${before.place}`);
    before = { place, lot, entryId };
  }
  return { ok: true, places: before.place };
}

const failed = (problem: string): DrawCheck => ({ ok: false, problem });

async function get(url: string): Promise<Response> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new CommandError('not_responding', `${url} is not responding.`, { cause });
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** An event's URL in the API, from any of its URLs, or from its id in the API at `apiUrl`. */
export function eventUrlOf(event: string, apiUrl: string): string {
  if (!/^https?:\/\//.test(event)) return `${apiUrl}/api/events/${encodeURIComponent(event)}`;
  const [, site, id] = /^(.*?)(?:\/api)?\/events\/([^/?#]+)/.exec(event) ?? [];
  if (!site || !id) throw new CommandError('not_an_event', `${event} is not the URL of an event.`);
  return `${site}/api/events/${id}`;
}
