import { createHash } from 'node:crypto';
import type { EventDefinition } from './event';
import { settingsOf } from './event-changes';

/**
 * Names the present definition of an event: another after each change that an operator makes, and the same however
 * many tickets are held and sold meanwhile, so that one can save during a sale.
 */
export function definitionTag(event: EventDefinition): string {
  // The settings go by the types' ids; here their order counts, too.
  const types = event.ticketTypes.map(({ id }) => id);
  const text = JSON.stringify([settingsOf(event), types]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
