import { openDatabase } from '../../src/db/database';
import { openNotifications } from '../../src/db/notifications';
import type { Unavailable } from '../../src/domain/unavailable';
import { createLog } from '../../src/observability/log';
import { createOutageLog } from '../../src/observability/outage-log';
import { createEmptyDatabase } from '../helpers/database';

/** A statement that fails as it does on a full disk. */
const diskFull = {
  name: 'full',
  text: `SELECT 1 / (SELECT fail('could not extend file', '53100'))`,
};
const FAIL = `CREATE FUNCTION fail(says text, state text) RETURNS int LANGUAGE plpgsql
  AS $$ BEGIN RAISE EXCEPTION '%', says USING ERRCODE = state; END $$`;

test('a full disk is logged once in a while, with its SQLSTATE and its cause', async () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  let now = 0;
  const onOutage = createOutageLog(createLog({ level: 'info', format: 'json' }, { write }), () => now);
  const db = openDatabase({
    ...{ url: await createEmptyDatabase(), maxConnections: 1, onError: () => undefined, onOutage },
  });
  await db.query({ name: 'make', text: FAIL }, []);
  const ask = () => expect(db.query(diskFull, [])).rejects.toMatchObject({ part: 'postgres', code: '53100' });
  for (now of [0, 1_000, 9_999]) await ask();
  expect(lines).toEqual([
    expect.objectContaining({
      ...{ level: 'error', msg: 'Postgres does not answer', part: 'postgres', code: '53100' },
      err: expect.objectContaining({ message: 'could not extend file', code: '53100' }) as unknown,
    }),
  ]);
  now = 10_000;
  await ask();
  expect(lines).toHaveLength(2);
  await db.close();
});

test('the connection that listens has a name of its own, and its failures have their cause', async () => {
  const url = await createEmptyDatabase();
  const db = openDatabase({ url, onError: () => undefined });
  const failures: unknown[] = [];
  const notifications = openNotifications(url, (error) => failures.push(error));
  const text = `SELECT pid FROM pg_stat_activity
    WHERE application_name = 'bilheteria listen' AND datname = current_database()`;
  const find = () => db.query<{ pid: number }>({ name: 'find', text }, []);
  let found = await find();
  while (found.length === 0) found = await find();
  await db.query({ name: 'end', text: 'SELECT pg_terminate_backend($1)' }, [found[0]?.pid]);
  while (failures.length === 0) await find();
  expect(failures[0] as Unavailable).toMatchObject({ name: 'Unavailable', part: 'postgres', code: '57P01' });
  await notifications.close();
  await db.close();
});
