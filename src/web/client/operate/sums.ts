import type { EventJson } from '../api';

/** A count of all ticket types together. */
export function sumOf(
  event: EventJson,
  key: 'capacity' | 'sold' | 'held' | 'available' | 'deficit' | 'cancelled',
): number {
  return event.ticketTypes.reduce((total, type) => total + (type[key] ?? 0), 0);
}
