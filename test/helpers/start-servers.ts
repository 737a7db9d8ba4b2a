import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres';

export const servers: { postgres?: EmbeddedPostgres; folder?: string } = {};
(globalThis as { servers?: typeof servers }).servers = servers;

/** Real parts, once for the whole run. */
export default async function startServers(): Promise<void> {
  servers.folder = await mkdtemp(path.join(tmpdir(), 'bilheteria test '));
  servers.postgres = await startEmbeddedPostgres(servers.folder);
  process.env['TEST_POSTGRES_URL'] = servers.postgres.url;
}
