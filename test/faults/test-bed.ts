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
import { startSandboxProcess, type RemoteSandbox } from '../helpers/sandbox-process';
import { childrenOf } from '../../bench/processes';
import { openClock } from './clock';
import { mountDisk, type Disk } from './disk';
import { openLink } from './link';
import { Replica } from './replica';

/** Postgres, Temporal, a payment provider and two replicas. Each is a process that is restarted on its port and data when it is killed. */
export interface TestBed {
  replicas: [Replica, Replica];
  /** These connect directly to the servers, so faults on a link don't affect them. */
  db: Database;
  databaseUrl: string;
  temporal: Client;
  adminToken: string;
  /** The server's current processes, the parent first. */
  processesOf(server: 'postgres' | 'temporal'): Promise<number[]>;
  /** Postgres's disk, or the reason why this machine can't mount one. */
  disk: Disk | string;
  /** The file with the output of the replicas. */
  logFile: string;
  /** The payment provider, which goes on whatever happens to the others. */
  sandbox: RemoteSandbox;
  /** Where the replicas keep mails. */
  mailFolder: string;
  stop(): Promise<void>;
}

/** @param log receives progress messages about slow steps, and errors while stopping. */
export async function startTestBed(log: (text: string) => void): Promise<TestBed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria faults '));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    // A step that fails must not leave the others running.
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => log(String(error)));
  };
  try {
    const disk = await mountDisk(folder);
    if (typeof disk === 'object') undo.push(() => disk.unmount());
    const postgresFolder = typeof disk === 'object' ? disk.folder : folder;
    const postgres = await startEmbeddedPostgres(postgresFolder);
    undo.push(() => postgres.stop());
    const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], log);
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
    const logFile = path.join(folder, 'replicas.log');
    const ports = { one: await freePort(), two: await freePort() };
    const clientLinks = { one: await openLink(ports.one), two: await openLink(ports.two) };
    undo.push(
      () => clientLinks.one.close(),
      () => clientLinks.two.close(),
    );
    const webhookUrl = `http://127.0.0.1:${clientLinks.one.port}/api/webhooks/stripe`;
    const sandbox = await startSandboxProcess(path.join(folder, 'sandbox'), webhookUrl);
    undo.push(() => sandbox.stop());
    const startReplica = async (name: Replica['name']) => {
      const port = ports[name];
      const linkTo = async (targetPort: string | number) => {
        const link = await openLink(Number(targetPort));
        undo.push(() => link.close());
        return link;
      };
      const links = {
        client: clientLinks[name],
        postgres: await linkTo(new URL(postgres.url).port),
        temporal: await linkTo(server.address.split(':')[1] as string),
      };
      const url = new URL(postgres.url);
      url.port = String(links.postgres.port);
      const replica = new Replica({
        ...{ name, dataDir: folder, port, links, logFile },
        clock: await openClock(path.join(folder, `clock-${name}`)),
        environment: {
          ...secrets,
          ...sandbox.environment,
          ...{ PAYMENT_GRACE_CARD_SECONDS: '5', PAYMENT_GRACE_PIX_SECONDS: '10' },
          DATABASE_URL: url.href,
          TEMPORAL_ADDRESS: `127.0.0.1:${links.temporal.port}`,
        },
      });
      undo.push(() => replica.stop());
      await replica.started;
      return replica;
    };
    const replicas: TestBed['replicas'] = [await startReplica('one'), await startReplica('two')];
    return {
      ...{
        replicas,
        db,
        databaseUrl: postgres.url,
        temporal: new Client({ connection }),
        disk,
        logFile,
        sandbox,
        mailFolder: path.join(folder, 'mail'),
        stop,
      },
      adminToken: secrets.ADMIN_TOKEN,
      async processesOf(which) {
        if (which === 'temporal') {
          const file = await readFile(path.join(folder, 'temporal.pid.json'), 'utf8');
          return [(JSON.parse(file) as { pid: number }).pid];
        }
        const pidFile = path.join(postgresFolder, 'postgres', 'postmaster.pid');
        const file = await readFile(pidFile, 'utf8').catch(() => '');
        const postmaster = Number(file.split('\n')[0]);
        return postmaster > 0 ? [postmaster, ...childrenOf(postmaster)] : [];
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
