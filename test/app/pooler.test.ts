/** The whole program behind a real PgBouncer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ask, newBuyer, startApp } from '../helpers/app';
import { runProgram } from '../helpers/cli';
import { givenServers } from '../helpers/given-servers';
import { describeWithPgBouncer, startPgBouncer } from '../helpers/pgbouncer';
import { order, show } from '../helpers/show';

const BUYERS = 30;

let folder: string;
let servers: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria pooler '));
  servers = await givenServers(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describeWithPgBouncer('the program', () => {
  test('sells behind session pooling with the default settings', async () => {
    const pooler = await startPgBouncer(servers['DATABASE_URL'] as string, { pool_mode: 'session' });
    const app = await startApp(folder, { ...servers, DATABASE_URL: pooler.url });
    await ask(`${app.url}/admin/events/show`, 'PUT', app.adminToken, show(BUYERS));
    const buy = async () => {
      const token = await newBuyer(app);
      const wait = { prefer: 'wait=10' };
      const held = await ask(`${app.url}/events/show/pre-orders`, 'POST', token, order(), wait);
      const id = String(held.body['id']);
      return (await ask(`${app.url}/pre-orders/${id}/checkout`, 'POST', token, {}, wait)).body['status'];
    };
    const bought = await Promise.all(Array.from({ length: BUYERS }, buy));
    expect(bought).toEqual(bought.map(() => 'sold'));
    expect(await ask(`${app.url}/ready`, 'GET')).toMatchObject({ status: 200 });
    expect(await app.end('SIGTERM')).toBe(0);
    await pooler.stop();
  }, 120_000);

  test.each(['serve', 'migrate', 'audit'])(
    '%s refuses transaction pooling with a sentence',
    async (command) => {
      const pooler = await startPgBouncer(servers['DATABASE_URL'] as string, { pool_mode: 'transaction' });
      const { code, said } = await runProgram([command], { ...servers, DATABASE_URL: pooler.url });
      expect(code).toBe(1);
      expect(said).toMatch(
        /^The pooler at DATABASE_URL changes the Postgres session between transactions\./m,
      );
      await pooler.stop();
    },
  );
});
