import { z } from 'zod';
import { id } from './common';

/** The most subjects of a kind in one stream. */
export const MOST_SUBJECTS = 20;

const list = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .string()
    .optional()
    .transform((text) => (text ? text.split(',') : []))
    .pipe(z.array(item).max(MOST_SUBJECTS));

const COMMA_SEPARATED = `At most ${MOST_SUBJECTS}, separated by commas.`;

export const streamQuery = z
  .object({
    events: list(id).describe(`Ids of events. ${COMMA_SEPARATED}`),
    preOrders: list(z.uuid()).describe(`Ids of the buyer's pre-orders. ${COMMA_SEPARATED}`),
  })
  .refine(({ events, preOrders }) => events.length + preOrders.length > 0, 'names nothing to follow');
