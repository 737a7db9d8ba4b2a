import { createServer } from 'node:net';

/** A free port on 127.0.0.1: the first one from `from` up, or any port if that is 0. */
export async function freePort(from = 0): Promise<number> {
  for (let port = from; ; port++) {
    const free = await tryPort(port);
    if (free !== undefined) return free;
    if (from === 0 || port === from + 100) throw new Error(`No free port near ${from}`);
  }
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
