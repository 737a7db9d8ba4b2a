import type { EventDefinition } from './event';

/** What was changed, by its path in the definition (such as `ticketTypes.pista.capacity`): before and after. */
export type EventChanges = Record<string, [before: unknown, after: unknown]>;

/** The differences of two definitions of the same event; empty where they say the same. */
export function changesOf(before: EventDefinition, after: EventDefinition): EventChanges {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const paths = new Set([...Object.keys(old), ...Object.keys(now)]);
  return Object.fromEntries(
    [...paths].filter((path) => old[path] !== now[path]).map((path) => [path, [old[path], now[path]]]),
  );
}

/** Each setting by its path. Ticket types go by their ids: another order alone is no change of what is sold. */
export function settingsOf(event: EventDefinition): Record<string, unknown> {
  const { name, venue, timeZone, description, imageUrl, startsAt, doorsOpenAt, onSaleAt, closesAt } = event;
  const { holdSeconds, idleSeconds, maxPerBuyer, draw, presenceSeconds, signIn, payment } = event;
  const types = event.ticketTypes.flatMap((type) =>
    (['name', 'priceCents', 'currency', 'capacity'] as const).map((key) => [
      `ticketTypes.${type.id}.${key}`,
      type[key],
    ]),
  );
  return {
    ...{
      name,
      venue,
      timeZone,
      description,
      imageUrl,
      holdSeconds,
      idleSeconds,
      maxPerBuyer,
      draw,
      presenceSeconds,
      signIn,
      payment,
    },
    startsAt: startsAt.toISOString(),
    doorsOpenAt: doorsOpenAt?.toISOString() ?? null,
    onSaleAt: onSaleAt.toISOString(),
    closesAt: closesAt.toISOString(),
    refundableUntil: event.refundableUntil?.toISOString() ?? null,
    ...(Object.fromEntries(types) as Record<string, unknown>),
  };
}
