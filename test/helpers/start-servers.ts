import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres';
import { startEmbeddedTemporal, type EmbeddedTemporal } from '../../src/embedded/temporal';
import { findTemporalCli } from '../../src/embedded/temporal-cli';

export const servers: { postgres?: EmbeddedPostgres; temporal?: EmbeddedTemporal; folder?: string } = {};
(globalThis as { servers?: typeof servers }).servers = servers;

/** Real parts, once for the whole run, unless it was given some. */
export default async function startServers(): Promise<void> {
  if (process.env['TEST_GIVEN_SERVERS']) return;
  servers.folder = await mkdtemp(path.join(tmpdir(), 'bilheteria test '));
  servers.postgres = await startEmbeddedPostgres(servers.folder);
  const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], (text) =>
    process.stderr.write(`${text}\n`),
  );
  servers.temporal = await startEmbeddedTemporal(servers.folder, cli, 0);
  process.env['TEST_TEMPORAL_ADDRESS'] = servers.temporal.address;
  process.env['TEST_POSTGRES_URL'] = servers.postgres.url;
}
