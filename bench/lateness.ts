import { setTimeout as delay } from 'node:timers/promises';
import { putEvent } from '../src/events/put-event';
import { percentiles, send } from './load';
import type { Found } from './report';
import type { Setup } from './setup';

const HOLD_SECONDS = 8;

/** How late holds are invalidated that all end within about a second, in milliseconds after `expiresAt`. */
export async function lateness({ db, ours, newToken }: Setup, count: number): Promise<Found> {
  const at = (ms: number) => new Date(Date.now() + ms);
  const day = 86_400_000;
  await putEvent(db, {
    ...{
      id: 'late',
      name: 'Late',
      venue: 'Here',
      holdSeconds: HOLD_SECONDS,
      idleSeconds: HOLD_SECONDS,
      maxPerBuyer: 4,
    },
    ...{ draw: false, presenceSeconds: 0, startsAt: at(day), onSaleAt: at(-day), closesAt: at(day) },
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1, currency: 'BRL', capacity: 10_000 }],
  });
  const body = { items: [{ ticketType: 'pista', quantity: 1 }] };
  const ids: string[] = [];
  for (let i = 0; i < count; i += 24)
    await Promise.all(
      Array.from({ length: Math.min(24, count - i) }, async () => {
        const { body: held } = await send(`${ours.url}/events/late/pre-orders`, 'POST', {
          token: newToken(),
          body,
          headers: { prefer: 'wait=10' },
        });
        ids.push(held['id'] as string);
      }),
    );
  // Workflows start slower than a second's visitors come, so all are extended to end within one second.
  await db.query(
    {
      name: 'spread',
      text: `UPDATE pre_order p SET expires_at = o.ends, hold_ends_at = o.ends FROM (
               SELECT id, max(hold_ends_at) OVER () + interval '1 s' + random() * interval '1 s' AS ends
               FROM pre_order WHERE event_id = 'late') o
             WHERE p.id = o.id`,
    },
    [],
  );
  const text =
    "SELECT extract(epoch FROM closed_at - expires_at)::float8 * 1000 AS late FROM pre_order WHERE event_id = 'late' AND status = 'invalidated'";
  for (;;) {
    const rows = await db.query<{ late: number }>({ name: 'late', text }, []);
    if (rows.length === count) {
      const late = rows.map((row) => row.late);
      const { p50, p99 } = percentiles(late);
      const what = `invalidation after expiresAt, ${count} within a second, p50`;
      return {
        details: late,
        rows: [
          { what, unit: 'ms', ours: p50 },
          { what: 'the same, p99', unit: 'ms', ours: p99, target: '< 1000' },
          { what: 'the same, earliest', unit: 'ms', ours: Math.min(...late), target: '>= 0' },
        ],
      };
    }
    await delay(200);
  }
}
