import { openDatabase } from '../db/database';
import { migrate } from '../db/migrate';
import { connectTemporal } from '../temporal/connection';
import { registerSearchAttributes } from '../temporal/search-attributes';
import { waitFor } from './wait-for';

/**
 * Brings a database up to date, and the search attributes of Temporal's namespace where one is given.
 * Done again it changes nothing. Waits for servers that are still coming up.
 * @throws where one doesn't answer within a minute.
 */
export async function migrateServers(
  databaseUrl: string,
  temporalAddress: string | undefined,
  say: (text: string) => void,
): Promise<void> {
  const db = openDatabase({ url: databaseUrl, onError: () => undefined });
  try {
    const ran = await waitFor('Postgres', () => migrate(db), say);
    say(`database: ${ran.join(', ') || 'up to date'}`);
  } finally {
    await db.close();
  }
  if (!temporalAddress) {
    say('search attributes: no TEMPORAL_ADDRESS given, left alone');
    return;
  }
  const added = await waitFor(
    'Temporal',
    async () => {
      const { connection, namespace } = await connectTemporal();
      try {
        return await registerSearchAttributes(connection, namespace);
      } finally {
        await connection.close();
      }
    },
    say,
  );
  say(`search attributes: ${added.join(', ') || 'up to date'}`);
}
