import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as Ports from '../../src/embedded/ports';
import { freePort } from '../../src/embedded/ports';
import { startEmbeddedTemporal } from '../../src/embedded/temporal';
import { findTemporalCli } from '../../src/embedded/temporal-cli';

jest.mock('../../src/embedded/ports', () => {
  const real = jest.requireActual<typeof Ports>('../../src/embedded/ports');
  return { freePort: jest.fn(real.freePort) };
});

let folder: string;
let another: Server;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria temporal '));
  another = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(another, 'listening');
});
afterEach(async () => {
  another.close();
  await rm(folder, { recursive: true, force: true });
});

/** Another program takes the ports that were found free, so many times. */
function taken(times: number): void {
  const { port } = another.address() as AddressInfo;
  for (let i = 0; i < 2 * times; i++) jest.mocked(freePort).mockResolvedValueOnce(port);
}
const start = async () => startEmbeddedTemporal(folder, await findTemporalCli(undefined, () => undefined), 0);

test('a server whose ports were taken meanwhile is started on others', async () => {
  taken(2);
  const server = await start();
  await server.stop();
}, 60_000);

test('one that never starts is reported with its log', async () => {
  taken(3);
  await expect(start()).rejects.toThrow(`Temporal did not start; see ${path.join(folder, 'temporal.log')}`);
}, 60_000);
