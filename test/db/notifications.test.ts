import { openNotifications } from '../../src/db/notifications';
import { openLink } from '../faults/link';
import { createTestDatabase } from '../helpers/database';

test('a connection that goes silent is noticed, and notifications arrive over a new one', async () => {
  const { db, url } = await createTestDatabase();
  const link = await openLink(Number(new URL(url).port));
  const through = new URL(url);
  through.port = String(link.port);
  const notifications = openNotifications(through.href, () => undefined);
  // Only Postgres sends these; a precautionary re-read doesn't.
  const said = { heard: 0 };
  notifications.onLine(() => said.heard++);
  const untilHeard = async () => {
    for (const before = said.heard; said.heard === before;)
      await db.query({ name: 'notify', text: `SELECT notify_lines(ARRAY['show']), pg_sleep(0.05)` }, []);
  };
  await untilHeard();
  link.forget();
  await untilHeard();
  await notifications.close();
  await link.close();
  await db.close();
});
