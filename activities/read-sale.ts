import type { SaleState } from '../src/contract';
import type { ActivityDependencies } from '.';

/** How a sale stands by the database; undefined where there is no such event. */
export function readSale({ sales }: ActivityDependencies) {
  return async (eventId: string): Promise<SaleState | undefined> => {
    const sale = await sales.read(eventId);
    return sale && { ...sale, opensAt: sale.opensAt.toISOString(), closesAt: sale.closesAt.toISOString() };
  };
}
