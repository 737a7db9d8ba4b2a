import { rm } from 'node:fs/promises';
import type { Servers } from './start-servers';

export default async function stopServers(): Promise<void> {
  const { servers } = globalThis as { servers?: Servers };
  servers?.broker?.close();
  await (await servers?.app?.catch(() => undefined))?.end('SIGTERM');
  await servers?.temporal?.stop();
  await servers?.postgres?.stop();
  if (servers?.folder) await rm(servers.folder, { recursive: true, force: true });
}
