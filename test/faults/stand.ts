import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { openDatabase, type Database } from '../../src/db/database';
import { freePort } from '../../src/embedded/ports';
import { startEmbeddedPostgres } from '../../src/embedded/postgres';
import { startEmbeddedTemporal } from '../../src/embedded/temporal';
import { findTemporalCli } from '../../src/embedded/temporal-cli';
import { childrenOf } from '../../bench/processes';
import { openClock } from './clock';
import { mountDisk, type Disk } from './disk';
import { openLink } from './link';
import { Replica } from './replica';

/** Real servers, each a process that can be killed and comes back on its port and data; two replicas of the sale. */
export interface Stand {
  replicas: [Replica, Replica];
  /** The servers themselves, without a link in between. */
  db: Database;
  databaseUrl: string;
  temporal: Client;
  adminToken: string;
  /** All processes of a server as they are now, the one that the others depend on first. */
  processesOf(server: 'postgres' | 'temporal'): Promise<number[]>;
  /** Where Postgres's disk can be filled, else why not. */
  disk: Disk | string;
  /** What the replicas and servers said. */
  log: string;
  stop(): Promise<void>;
}

/** @param say is told what takes long. */
export async function openStand(say: (text: string) => void): Promise<Stand> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria faults '));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    // One that fails doesn't keep the others running.
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => say(String(error)));
  };
  try {
    const disk = await mountDisk(folder);
    if (typeof disk === 'object') undo.push(() => disk.unmount());
    const files = typeof disk === 'object' ? disk.folder : folder;
    const postgres = await startEmbeddedPostgres(files);
    undo.push(() => postgres.stop());
    const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], say);
    const server = await startEmbeddedTemporal(folder, cli, 0);
    undo.push(() => server.stop());
    const db = openDatabase({ url: postgres.url, onError: () => undefined });
    undo.push(() => db.close());
    const connection = await Connection.connect({ address: server.address });
    undo.push(() => connection.close());

    const secrets = {
      ADMIN_TOKEN: randomBytes(16).toString('hex'),
      SESSION_SECRET: randomBytes(16).toString('hex'),
    };
    const log = path.join(folder, 'replicas.log');
    const openReplica = async (name: Replica['name']) => {
      const port = await freePort();
      const linkTo = async (target: string | number) => {
        const link = await openLink(Number(target));
        undo.push(() => link.close());
        return link;
      };
      const links = {
        client: await linkTo(port),
        postgres: await linkTo(new URL(postgres.url).port),
        temporal: await linkTo(server.address.split(':')[1] as string),
      };
      const url = new URL(postgres.url);
      url.port = String(links.postgres.port);
      const replica = new Replica({
        ...{ name, dataDir: folder, port, links, log },
        clock: await openClock(path.join(folder, `clock-${name}`)),
        environment: {
          ...secrets,
          DATABASE_URL: url.href,
          TEMPORAL_ADDRESS: `127.0.0.1:${links.temporal.port}`,
        },
      });
      undo.push(() => replica.stop());
      await replica.started;
      return replica;
    };
    const replicas: Stand['replicas'] = [await openReplica('one'), await openReplica('two')];
    return {
      ...{ replicas, db, databaseUrl: postgres.url, temporal: new Client({ connection }), disk, log, stop },
      adminToken: secrets.ADMIN_TOKEN,
      async processesOf(which) {
        if (which === 'temporal') {
          const file = await readFile(path.join(folder, 'temporal.pid.json'), 'utf8');
          return [(JSON.parse(file) as { pid: number }).pid];
        }
        const file = await readFile(path.join(files, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
        const postmaster = Number(file.split('\n')[0]);
        return postmaster > 0 ? [postmaster, ...childrenOf(postmaster)] : [];
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
