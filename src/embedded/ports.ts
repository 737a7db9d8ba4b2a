import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A free port on 127.0.0.1: the first one from `from` up, or any port if that is 0. */
export async function freePort(from = 0): Promise<number> {
  for (let port = from; ; port++) {
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    } catch (cause) {
      if (from === 0 || port === from + 100) throw new Error(`No free port near ${from}`, { cause });
    } finally {
      server.close();
    }
  }
}
