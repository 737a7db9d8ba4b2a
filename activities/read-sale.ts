import type { Activities } from '../src/contract/activities';
import type { ActivityDependencies } from './dependencies';

/** How a sale stands by the database. */
export function readSale({ events }: ActivityDependencies): Activities['readSale'] {
  return async (eventId) => {
    const sale = await events.readSale(eventId);
    return sale && { ...sale, opensAt: sale.opensAt.toISOString(), closesAt: sale.closesAt.toISOString() };
  };
}
