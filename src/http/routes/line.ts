import { Refusal } from '../../domain/refusal';
import type { ApiDependencies } from '../dependencies';
import { ok, publicRoute } from '../route';
import { line } from '../schemas/line';
import { sendPages } from '../send-pages';
import { lineView } from '../views';

/** How many places of a draw are read and written at a time, so that a million take little memory. */
const PAGE = 5_000;

export function lineRoutes({ events, estimates, onError }: ApiDependencies) {
  async function* drawnPages(eventId: string) {
    for (let last = 0; ;) {
      const page = await events.drawnPlaces(eventId, last, PAGE);
      yield page.map((one) => `${JSON.stringify(one)}\n`).join('');
      if (page.length < PAGE) return;
      last = page.at(-1)?.place ?? 0;
    }
  }
  return [
    publicRoute('getLine', 'GET /api/events/{eventId}/line', {
      summary: 'The line as everybody may see it. Cacheable.',
      answers: { 200: line },
      handle: async ({ params }) => ({
        ...ok(lineView(await estimates.read(params.eventId))),
        headers: { 'Cache-Control': 'public, max-age=1' },
      }),
    }),
    publicRoute('getDraw', 'GET /api/events/{eventId}/line/draw', {
      summary:
        'Everybody who was drawn, in order of place, with one `{ "place", "entryId" }` on each line. Places are the entries in ascending order of HMAC-SHA256(seed, entryId).',
      answers: { 200: 'application/x-ndjson' },
      problems: ['not_drawn'],
      async handle({ params, response }) {
        const { eventId, draw } = await estimates.read(params.eventId);
        if (!draw?.drawnAt) throw new Refusal({ code: 'not_drawn' });
        // A draw never changes.
        const headers = { 'Cache-Control': 'public, max-age=86400', 'Content-Type': 'application/x-ndjson' };
        await sendPages(response, drawnPages(eventId), headers, onError);
      },
    }),
  ];
}
