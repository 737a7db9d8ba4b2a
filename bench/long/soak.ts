import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { Database } from '../../src/db/database';
import { PRE_ORDER_WORKFLOW, saleWorkflowId } from '../../src/contract/names';
import { onSale } from '../../test/helpers/database';
import { withServers } from '../line/servers';
import { closedLoop, median, send } from '../load';
import { serversIn } from '../../test/helpers/servers-in';
import { memoryMb, privateMemoryMb } from '../processes';
import type { Result } from '../report';
import { openLoop } from './open-loop';
import { trends, type Sample } from './trend';

export interface SoakSizes {
  minutes: number;
  capacityOf: number;
  sampleMs: number;
}

const UNITS = {
  'memory of the app': 'MB',
  'memory of Temporal': 'MB',
  'memory of Postgres': 'MB',
  'open files of the app': '',
  "Temporal's database": 'MB',
  'dead tuples': '',
  'tables a pre-order': 'bytes',
  'indexes a pre-order': 'bytes',
  'history of an ended workflow': 'bytes',
  'the longest of the last twenty': 'events',
  "history of the sale's workflow": 'events',
};

/** What grows during a long, mixed sale at half of the machine's capacity. */
export function soak(
  { minutes, capacityOf, sampleMs }: SoakSizes,
  say: (text: string) => void,
): Promise<Result> {
  return withServers(async ({ db, folder, newToken, temporal, serve }) => {
    const address = await temporal();
    const connection = await Connection.connect({ address });
    const client = new Client({ connection });
    const app = await serve({ TEMPORAL_ADDRESS: address });
    const eventId = await onSale(db, { pista: 10_000_000 }, { holdSeconds: 20, idleSeconds: 10 });
    const outcomes: Record<string, number> = {};
    const broken: string[] = [];
    const buy = async (i: number, pauseMs: number) => {
      const outcome = await buyer(app.url, eventId, newToken(), i, pauseMs).catch((error: unknown) => {
        broken.push(`${new Date().toISOString()} ${String(error)}`);
        return 'broken';
      });
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    };
    // One in eight is abandoned, and its release comes only later.
    await closedLoop(capacityOf, 24, (i) => buy(i, 0));
    const { perSecond } = await closedLoop(capacityOf, 24, (i) => buy(i, 0));
    const rate = perSecond / 2;
    say(`soak: ${minutes} minutes at ${rate.toFixed(1)} buyers a second`);

    const pids = { ...serversIn(folder), app: app.process.pid ?? 0 };
    const samples: Sample[] = [];
    const tables: unknown[] = [];
    const began = performance.now();
    let going = true;
    const watch = async () => {
      while (going) {
        const found = await readTables(db);
        const sum = (name: 'dead' | 'table_bytes' | 'index_bytes') =>
          found.reduce((all, one) => all + one[name], 0);
        const asked = found.find(({ table }) => table === 'pre_order')?.live ?? NaN;
        tables.push(found);
        samples.push({
          at: (performance.now() - began) / 1_000,
          values: {
            'memory of the app': memoryMb(pids.app).now,
            'memory of Temporal': memoryMb(pids.temporal).now,
            'memory of Postgres': privateMemoryMb(pids.postgres),
            'open files of the app': (await readdir(`/proc/${pids.app}/fd`)).length,
            "Temporal's database": await sizeMb(folder, /^temporal.*\.(db|sqlite)/),
            'dead tuples': sum('dead'),
            'tables a pre-order': sum('table_bytes') / asked,
            'indexes a pre-order': sum('index_bytes') / asked,
            ...(await histories(client, eventId)),
          },
        });
        await delay(sampleMs);
      }
    };
    const watched = watch();
    const load = await openLoop(rate, minutes * 60, (i) => buy(i, 1_000)).finally(() => (going = false));
    await watched;
    await connection.close();
    const rows = trends(samples, UNITS);
    rows.unshift({ what: `buyers, for ${minutes} minutes`, unit: '/s', ours: rate });
    rows.push({ what: 'unexpected ends', unit: '', ours: broken.length, target: '0' });
    return { details: { rate, load, outcomes, broken, samples, tables }, rows };
  });
}

/** A buyer who buys, stays for a while and buys, gives the tickets back, or leaves. */
async function buyer(
  url: string,
  eventId: string,
  token: string,
  i: number,
  pauseMs: number,
): Promise<string> {
  const expect = async (answer: ReturnType<typeof send>, statuses: number[]) => {
    const got = await answer;
    if (!statuses.includes(got.status)) throw new Error(`${got.status}: ${JSON.stringify(got.body)}`);
    return got.body;
  };
  const body = { items: [{ ticketType: 'pista', quantity: 1 + (i % 2) }] };
  const headers = { prefer: 'wait=10' };
  const held = await expect(
    send(`${url}/events/${eventId}/pre-orders`, 'POST', { token, body, headers }),
    [201],
  );
  const at = `${url}/pre-orders/${String(held['id'])}`;
  await delay(pauseMs);
  if (i % 8 === 7) return 'abandoned';
  if (i % 8 >= 5) {
    await expect(send(at, 'DELETE', { token }), [200]);
    return 'given back';
  }
  if (i % 8 >= 3) {
    await expect(send(`${at}/touch`, 'POST', { token, body: {} }), [200]);
    await delay(pauseMs);
  }
  await expect(send(`${at}/checkout`, 'POST', { token, body: {}, headers }), [200, 202]);
  return 'sold';
}

interface Table {
  table: string;
  live: number;
  dead: number;
  table_bytes: number;
  index_bytes: number;
}

function readTables(db: Database): Promise<Table[]> {
  const text = `SELECT relname AS table, n_live_tup::int AS live, n_dead_tup::int AS dead,
      pg_table_size(relid)::float8 AS table_bytes, pg_indexes_size(relid)::float8 AS index_bytes
    FROM pg_stat_user_tables ORDER BY relname`;
  return db.query<Table & Record<string, unknown>>({ name: 'tables', text }, []);
}

/** Sizes of the workflows that ended last (lists are sorted by that) and of the sale's own. */
async function histories(client: Client, eventId: string): Promise<Record<string, number>> {
  const ended: { bytes: number; events: number }[] = [];
  const query = `WorkflowType = '${PRE_ORDER_WORKFLOW}' AND ExecutionStatus != 'Running'`;
  for await (const { historySize, historyLength } of client.workflow.list({ query, pageSize: 20 })) {
    ended.push({ bytes: historySize ?? NaN, events: historyLength });
    if (ended.length === 20) break;
  }
  const sale = await client.workflow.getHandle(saleWorkflowId(eventId)).describe();
  return {
    'history of an ended workflow': median(ended.map(({ bytes }) => bytes)),
    'the longest of the last twenty': Math.max(...ended.map(({ events }) => events)),
    "history of the sale's workflow": sale.historyLength,
  };
}

async function sizeMb(folder: string, names: RegExp): Promise<number> {
  const files = (await readdir(folder)).filter((name) => names.test(name));
  const sizes = await Promise.all(files.map(async (name) => (await stat(path.join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1_048_576;
}
