import { setTimeout as delay } from 'node:timers/promises';
import { drawLine, readDrawnPlaces, readLine } from '../../src/db/line';
import { entryIdOf, lotOf } from '../../src/domain/draw';
import { onSale, request, stepsOf } from '../../test/helpers/database';
import { percentiles } from '../load';
import type { Result } from '../report';
import { makeCrowd, tidy } from './crowd';
import { withServers, type Servers } from './servers';

const CHECKED = 1_000;

/** How long the draw of many entries takes while people go on joining, and whether its order can be recomputed. */
export function drawing(entries: number): Promise<Result> {
  return withServers(async (servers) => {
    const { db } = servers;
    const soon = new Date(Date.now() + 3_600_000);
    const settings = { draw: true, onSaleAt: soon, closesAt: new Date(Date.now() + 7_200_000) };
    const eventId = await onSale(db, { pista: 1_000 }, settings);
    await makeCrowd(db, eventId, entries, 'entries');
    const ids = await db.query<{ id: string }>({ name: 'ids', text: 'SELECT id FROM pre_order' }, []);
    await tidy(db);
    await db.query({ name: 'open', text: 'UPDATE event SET on_sale_at = now()' }, []);

    const joins = joinMeanwhile(servers, eventId);
    const began = performance.now();
    const drawn = await drawLine(db, eventId).finally(joins.stop);
    const seconds = (performance.now() - began) / 1_000;
    const joined = await joins.stop();
    if (drawn !== entries) throw new Error(`${drawn} drawn of ${entries}`);
    await expectOrder(
      servers,
      eventId,
      ids.map(({ id }) => id),
    );
    const what = `${entries.toLocaleString('en')} entries drawn`;
    return {
      details: { seconds, joined: { count: joined.length, ...percentiles(joined) } },
      rows: [
        { what: `${what}; the first ${CHECKED} recomputed`, unit: 's', ours: seconds, target: '< 60' },
        { what: 'joining meanwhile, p50', unit: 'ms', ours: percentiles(joined).p50 },
        { what: 'joining meanwhile, the slowest', unit: 'ms', ours: Math.max(...joined) },
      ],
    };
  });
}

function joinMeanwhile({ db }: Servers, eventId: string) {
  const line = stepsOf(db, { leases: 0 });
  const times: number[] = [];
  let going = true;
  const work = async () => {
    while (going) {
      const at = performance.now();
      await line.join(request(eventId, { pista: 1 }));
      times.push(performance.now() - at);
      await delay(20);
    }
  };
  const worked = work();
  return {
    async stop() {
      going = false;
      await worked;
      return times;
    },
  };
}

/** Recomputes the first places from nothing but the published seed and the entries. @throws where they differ. */
async function expectOrder({ db }: Servers, eventId: string, ids: string[]): Promise<void> {
  const { draw } = await readLine(db, eventId);
  const seed = draw?.seed ?? '';
  const lots = ids.map((id) => {
    const entryId = entryIdOf(id);
    return { entryId, lot: lotOf(seed, entryId) };
  });
  lots.sort((a, b) => (a.lot < b.lot ? -1 : 1));
  const drawn = await readDrawnPlaces(db, eventId, 0, CHECKED);
  for (const [i, { place, entryId }] of drawn.entries())
    if (place !== i + 1 || entryId !== lots[i]?.entryId)
      throw new Error(`Place ${place} is ${entryId}; recomputed it is ${lots[i]?.entryId}`);
  if (drawn.length !== Math.min(CHECKED, ids.length)) throw new Error(`only ${drawn.length} places`);
}
