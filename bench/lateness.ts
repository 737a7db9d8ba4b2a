import { setTimeout as delay } from 'node:timers/promises';
import { onSale } from '../test/helpers/database';
import { hold } from './buyers';
import { closedLoop, percentiles } from './load';
import type { Result } from './report';
import type { Setup } from './setup';

const HOLD_SECONDS = 8;

/** How late holds that all end within about a second are invalidated, in milliseconds after `expiresAt`. */
export async function lateness(setup: Setup, count: number): Promise<Result> {
  const { db } = setup;
  await onSale(db, { pista: 10_000 }, { id: 'late', holdSeconds: HOLD_SECONDS, idleSeconds: HOLD_SECONDS });
  await closedLoop(count, 24, () => hold(setup, 'late'));
  // Starting so many workflows takes longer than a second, so all holds are extended to end within one second.
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
