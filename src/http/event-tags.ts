import type { SaleEvent } from '../domain/event';
import { definitionTag } from '../domain/event-tag';
import type { EventAnswer } from './schemas/events';
import { eventView } from './views';

/**
 * An event with its `ETag`. To change it without undoing what somebody else changes at the same time, read it, send
 * the whole definition back with this tag as `If-Match`, and after 412 `event_changed` read it again and show both.
 *
 * The tag is of the definition alone: with the counts in it, nobody could save during a sale. So no answer with it
 * may be replaced by 304.
 */
export function showEvent(event: SaleEvent): { body: EventAnswer; headers: { ETag: string } } {
  return { body: eventView(event), headers: { ETag: `"${definitionTag(event)}"` } };
}

/** The tags of an `If-Match`. A proxy that compresses makes them weak (`W/"…"`), and they still say the same. */
export function tagsOf(ifMatch: string | undefined): string[] | undefined {
  if (ifMatch === undefined) return undefined;
  if (ifMatch.trim() === '*') return ['*'];
  return [...ifMatch.matchAll(/"([^"]*)"/g)].map(([, tag = '']) => tag);
}
