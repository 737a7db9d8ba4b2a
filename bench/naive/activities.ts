import type { Pool, PoolClient } from 'pg';
import type { NaiveInput } from './contract';

export const NAIVE_TABLES = `
  CREATE TABLE naive_ticket_type (
    id text PRIMARY KEY, available int NOT NULL CHECK (available >= 0),
    held int NOT NULL DEFAULT 0, sold int NOT NULL DEFAULT 0
  );
  CREATE TABLE naive_pre_order (
    id uuid PRIMARY KEY, buyer_id uuid NOT NULL, ticket_type text NOT NULL, quantity int NOT NULL, status text NOT NULL
  );
  CREATE TABLE naive_ticket (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), pre_order_id uuid NOT NULL REFERENCES naive_pre_order (id), status text NOT NULL
  );
  CREATE INDEX naive_ticket_pre_order ON naive_ticket (pre_order_id);
`;

export type NaiveActivities = ReturnType<typeof createNaiveActivities>;

/** One transaction per activity, as in a first version: lock the count, change it, record for whom. */
export function createNaiveActivities(pool: Pool) {
  async function transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
  const end = (id: string, status: 'sold' | 'invalidated') =>
    transaction(async (client) => {
      const { rows } = await client.query<{ ticket_type: string; quantity: number }>(
        "UPDATE naive_pre_order SET status = $2 WHERE id = $1 AND status = 'held' RETURNING ticket_type, quantity",
        [id, status],
      );
      const [row] = rows;
      if (!row) return status;
      await client.query('UPDATE naive_ticket SET status = $2 WHERE pre_order_id = $1', [id, status]);
      await client.query(
        `UPDATE naive_ticket_type SET held = held - $2, ${status === 'sold' ? 'sold = sold' : 'available = available'} + $2 WHERE id = $1`,
        [row.ticket_type, row.quantity],
      );
      return status;
    });

  return {
    reserve: ({ preOrderId, buyerId, ticketType, quantity }: Omit<NaiveInput, 'holdMs'>): Promise<string> =>
      transaction(async (client) => {
        const known = await client.query('SELECT status FROM naive_pre_order WHERE id = $1', [preOrderId]);
        if (known.rows.length > 0) return 'held';
        const { rows } = await client.query<{ available: number }>(
          'SELECT available FROM naive_ticket_type WHERE id = $1 FOR UPDATE',
          [ticketType],
        );
        if ((rows[0]?.available ?? 0) < quantity) return 'sold_out';
        await client.query(
          'UPDATE naive_ticket_type SET available = available - $2, held = held + $2 WHERE id = $1',
          [ticketType, quantity],
        );
        await client.query("INSERT INTO naive_pre_order VALUES ($1, $2, $3, $4, 'held')", [
          preOrderId,
          buyerId,
          ticketType,
          quantity,
        ]);
        await client.query(
          "INSERT INTO naive_ticket (pre_order_id, status) SELECT $1, 'held' FROM generate_series(1, $2)",
          [preOrderId, quantity],
        );
        return 'held';
      }),
    sell: (id: string) => end(id, 'sold'),
    release: (id: string) => end(id, 'invalidated'),
  };
}
