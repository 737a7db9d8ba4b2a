/** Commands that write files, as a shell runs them against a running sale. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDatabase } from '../../src/db/database';
import { findEmbeddedPostgres } from '../../src/embedded/postgres';
import { ask, newBuyer } from '../helpers/app';
import { cliOf, errorOf } from '../helpers/cli';
import { onSale } from '../helpers/database';
import { pastSale } from '../helpers/past-sale';
import { order, show } from '../helpers/show';
import { useApp } from '../helpers/use-app';

const app = useApp();
const { run, json } = cliOf(app);

test('sales and pre-orders are exported completely, to standard output or to a file', async () => {
  const url = await findEmbeddedPostgres(app.folder);
  const db = openDatabase({ url, onError: () => undefined });
  const id = await onSale(db, { '=1+1': 10_000 });
  const { sold } = await pastSale(db, id, 2_600);
  await db.close();

  const file = path.join(app.folder, 'orders.ndjson');
  const nowhere = path.join(app.folder, 'none.csv');
  const [csv, orders, refused, wrong] = await Promise.all([
    run('export', 'sales', id),
    run('--json', 'export', 'pre-orders', id, '--output', file),
    run('export', 'sales', 'nowhere', '--output', nowhere),
    run('export', 'sales', '--separator', 'tab', id),
  ]);
  const lines = csv.out.split('\r\n');
  expect(csv).toMatchObject({ code: 0, said: '' });
  expect(lines[0]).toMatch(/^\uFEFFpre_order,ticket,code,/);
  // A page has 2,000 pre-orders. Each ticket appears once, on whichever page.
  expect(new Set(lines.slice(1, -1).map((line) => line.split(',')[1])).size).toBe(sold);
  expect(lines[1]).toContain(`,sold,'=1+1,'=1+1,495.00,BRL,`);

  expect(orders).toMatchObject({ code: 0, out: '' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const written = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(written).toHaveLength(2_600 + 40);
  expect(JSON.parse(written[0] ?? '')).toMatchObject({
    ...{ eventId: id, items: [{ quantity: 2 }], totalCents: 99_000 },
  });

  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('event_not_found') });
  await expect(stat(nowhere)).rejects.toThrow('ENOENT');
  expect(wrong.code).toBe(2);
}, 60_000);

test.each([
  ['JPY', 5_000, '¥5,000'],
  ['KWD', 12_500, 'KWD\u00a012.500'],
])('watch shows revenue in %s', async (currency, priceCents, revenue) => {
  const id = `watch-${currency.toLowerCase()}`;
  const ticketTypes = [{ id: 'pista', name: 'Pista', priceCents, currency, capacity: 2 }];
  await ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, show(2, { ticketTypes }));
  const token = await newBuyer(app);
  const held = await ask(`${app.url}/events/${id}/pre-orders`, 'POST', token, order(), { prefer: 'wait=10' });
  const preOrder = `${app.url}/pre-orders/${String(held.body['id'])}`;
  await ask(`${preOrder}/checkout`, 'POST', token, {}, { prefer: 'wait=10' });
  expect((await run('watch', id, '--once')).out).toContain(`revenue           ${revenue}\n`);
});

test('an event that is over is exported into a folder and archived; run again, it goes on', async () => {
  const url = await findEmbeddedPostgres(app.folder);
  const db = openDatabase({ url, onError: () => undefined });
  const id = await onSale(db, { pista: 10_000 });
  await pastSale(db, id, 100);
  const folder = path.join(app.folder, 'archived');
  const early = await run('--json', 'archive', id, '--output', folder);
  expect([errorOf(early).code, await readdir(folder).then((files) => files.length)]).toEqual([
    'event_not_over',
    6,
  ]);

  await run('event', 'cancel', id);
  const archived = await json('archive', id, '--output', folder);
  expect(archived).toMatchObject({
    removals: [{ what: 'unsold', counts: { cancelled: expect.any(Number) } }],
  });
  const orders = await readFile(path.join(folder, 'pre-orders.ndjson'), 'utf8');
  expect(orders.trimEnd().split('\n')).toHaveLength(140);
  expect((await stat(folder)).mode & 0o077).toBe(0);

  // The export stays as it is, although the database has less than it.
  expect(await run('archive', id, '--output', folder, '--everything')).toMatchObject({ code: 0 });
  expect(await readFile(path.join(folder, 'pre-orders.ndjson'), 'utf8')).toBe(orders);
  const elsewhere = await run('--json', 'archive', id, '--output', `${folder}-2`);
  expect(errorOf(elsewhere).code).toBe('archive_incomplete');
  await writeFile(path.join(folder, 'sales.ndjson'), 'x');
  expect(errorOf(await run('--json', 'archive', id, '--output', folder)).code).toBe('archive_damaged');
  const [left] = await db.query<{ n: number }>(
    { name: 'left', text: 'SELECT count(*)::int AS n FROM pre_order WHERE event_id = $1' },
    [id],
  );
  expect(left?.n).toBe(0);
  await db.close();
}, 60_000);
