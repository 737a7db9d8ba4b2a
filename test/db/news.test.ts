import { openNews } from '../../src/db/news';
import { openLink } from '../faults/link';
import { createTestDatabase } from '../helpers/database';

test('a connection that is lost without a word is noticed, and news come over another', async () => {
  const { db, url } = await createTestDatabase();
  const link = await openLink(Number(new URL(url).port));
  const through = new URL(url);
  through.port = String(link.port);
  const news = openNews(through.href, () => undefined);
  // Only Postgres says so: a look out of doubt doesn't.
  const said = { heard: 0 };
  news.onLine(() => said.heard++);
  const untilHeard = async () => {
    for (const before = said.heard; said.heard === before;)
      await db.query({ name: 'notify', text: `SELECT notify_lines(ARRAY['show']), pg_sleep(0.05)` }, []);
  };
  await untilHeard();
  link.forget();
  await untilHeard();
  await news.close();
  await link.close();
  await db.close();
});
