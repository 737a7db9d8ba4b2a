import { rm } from 'node:fs/promises';
import type { Servers } from './start-servers';

export default async function stopServers(): Promise<void> {
  const { servers } = globalThis as { servers?: Servers };
  servers?.broker?.close();
  await (await servers?.app?.catch(() => undefined))?.end('SIGTERM');
  await servers?.temporal?.stop();
  await servers?.postgres?.stop();
  for (const folder of [servers?.folder, servers?.program])
    if (folder) await rm(folder, { recursive: true, force: true });
}
