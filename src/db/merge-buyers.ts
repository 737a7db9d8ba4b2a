import type { Transaction } from './database';

/**
 * Gives a known buyer everything of an anonymous one, who is nobody from then on.
 * @returns the pre-orders that were given back although their workflows run.
 */
export async function mergeBuyers(tx: Transaction, from: string, to: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>('SELECT merge_buyers($1, $2) AS id', [from, to]);
  return rows.map(({ id }) => id);
}
