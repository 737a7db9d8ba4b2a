import { rm } from 'node:fs/promises';
import type { servers as Servers } from './start-servers';

export default async function stopServers(): Promise<void> {
  const { servers } = globalThis as { servers?: typeof Servers };
  await servers?.temporal?.stop();
  await servers?.postgres?.stop();
  if (servers?.folder) await rm(servers.folder, { recursive: true, force: true });
}
