import type { EventDefinition } from '../domain/event';
import { changesOf } from '../domain/event-changes';
import { Refusal } from '../domain/refusal';
import type { Database } from './database';
import { readEventWithin } from './events';
import { recordAction } from './operator-actions';

export interface PutOptions {
  /** Recorded together with what changed. */
  who?: string;
  /** Leaves an event alone that is there already. */
  onlyNew?: boolean;
}

/**
 * Creates an event or changes it, and records what changed. A draw that was made stays. A capacity below what
 * is held and sold is accepted: nothing more is sold then, and `deficit` says by how much.
 * @returns true where it was created.
 * @throws {Refusal} `ticket_type_in_use` where a type that is left out was asked for by somebody;
 *   `draw_under_way` where people have entered a draw that is left out; `draw_too_late` where places were
 *   given before there was one; `event_exists` where only a new one was wanted.
 */
export async function putEvent(
  db: Database,
  event: EventDefinition,
  { who = 'system', onlyNew = false }: PutOptions = {},
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [before] = await tx.query<{
      entered: boolean;
      draw: boolean;
      last_place: number;
      presence_seconds: number;
    }>(
      `SELECT draw AND drawn_at IS NULL AND waiting > 0 AS entered, draw, last_place, presence_seconds
       FROM event WHERE id = $1 FOR NO KEY UPDATE`,
      [event.id],
    );
    if (before && onlyNew) throw new Refusal({ code: 'event_exists' });
    if (before?.entered && !event.draw) throw new Refusal({ code: 'draw_under_way' });
    if (before && !before.draw && event.draw && before.last_place > 0)
      throw new Refusal({ code: 'draw_too_late' });
    const old = before && (await readEventWithin(tx, event.id));
    const [row] = await tx.query<{ created: boolean }>(
      `INSERT INTO event (id, name, venue, starts_at, on_sale_at, closes_at, hold_seconds, idle_seconds,
                          max_per_buyer, draw, presence_seconds)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (id) DO UPDATE SET name = $2, venue = $3, starts_at = $4, on_sale_at = $5, closes_at = $6,
         hold_seconds = $7, idle_seconds = $8, max_per_buyer = $9, presence_seconds = $11,
         draw = $10 OR event.drawn_at IS NOT NULL,
         signal_due_at = now()
       RETURNING xmax = 0 AS created`,
      [
        event.id,
        event.name,
        event.venue,
        event.startsAt,
        event.onSaleAt,
        event.closesAt,
        event.holdSeconds,
        event.idleSeconds,
        event.maxPerBuyer,
        event.draw,
        event.presenceSeconds,
      ],
    );
    // All types are locked in the order in which every statement locks them.
    const existing = await tx.query<{ id: string }>(
      'SELECT id FROM ticket_type WHERE event_id = $1 ORDER BY id FOR UPDATE',
      [event.id],
    );
    const kept = new Set(event.ticketTypes.map((type) => type.id));
    for (const { id } of existing.filter((one) => !kept.has(one.id))) {
      const used = await tx.query(
        `SELECT FROM pre_order p, jsonb_array_elements(p.items) AS i (item)
         WHERE p.event_id = $1 AND i.item->>'ticketType' = $2 LIMIT 1`,
        [event.id, id],
      );
      if (used.length > 0) throw new Refusal({ code: 'ticket_type_in_use', ticketType: id });
      await tx.query('DELETE FROM ticket_type WHERE event_id = $1 AND id = $2', [event.id, id]);
    }
    for (const [position, type] of event.ticketTypes.entries()) {
      await tx.query(
        `INSERT INTO ticket_type (event_id, id, position, name, price_cents, currency, capacity, available)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
         ON CONFLICT (event_id, id) DO UPDATE SET position = $3, name = $4, price_cents = $5, currency = $6,
           capacity = $7,
           available = greatest($7 - ticket_type.held - ticket_type.sold, 0),
           deficit = greatest(ticket_type.held + ticket_type.sold - $7, 0)`,
        [event.id, type.id, position, type.name, type.priceCents, type.currency, type.capacity],
      );
    }
    if (before && before.presence_seconds > 0 && event.presenceSeconds === 0)
      await tx.query('SELECT end_absences($1)', [event.id]);
    const created = row?.created ?? false;
    // Somebody may have created it since we looked.
    if (onlyNew && !created) throw new Refusal({ code: 'event_exists' });
    if (created) await recordAction(tx, event.id, { who, what: 'create' });
    else if (old) {
      const changed = changesOf(old, await readEventWithin(tx, event.id));
      if (Object.keys(changed).length > 0)
        await recordAction(tx, event.id, { who, what: 'edit', detail: { changed } });
    }
    await tx.query('SELECT notify_changes($1, $2), notify_lines($1)', [[event.id], []]);
    return created;
  });
}
