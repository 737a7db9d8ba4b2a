import type { EventAnswer } from '../http/schemas/events';
import { table } from './output';

export type { EventAnswer };

export const COUNTS = ['capacity', 'available', 'held', 'sold'] as const;

/** The counts of an event's ticket types, as a table. */
export function stockTable({ ticketTypes }: EventAnswer): string {
  return table([
    ['type', ...COUNTS],
    ...ticketTypes.map((type) => [type.id, ...COUNTS.map((count) => type[count])]),
  ]);
}
