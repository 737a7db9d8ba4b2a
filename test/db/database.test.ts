import { createTestDatabase } from '../helpers/database';

test.each(['during a statement', 'between two statements'])(
  'a connection that breaks in a transaction, %s, is reported as an outage',
  async (when) => {
    const { db } = await createTestDatabase();
    const broken = db.transaction(async (tx) => {
      const [own] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid', []);
      const kill = () => db.query({ name: 'kill', text: 'SELECT pg_terminate_backend($1)' }, [own?.pid]);
      if (when.startsWith('during')) {
        await Promise.all([tx.query('SELECT pg_sleep(60)', []), kill()]);
      } else {
        await kill();
        for (;;) await tx.query('SELECT 1', []);
      }
    });
    await expect(broken).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await db.transaction((tx) => tx.query('SELECT 1 AS one', []))).toEqual([{ one: 1 }]);
    await db.close();
  },
);
