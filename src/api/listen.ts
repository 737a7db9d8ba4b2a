import type { Server } from 'node:http';

/**
 * How many connections may wait to be accepted; the system may allow fewer (net.core.somaxconn). Beyond it Linux drops
 * them silently, and their clients try again after 1, 2, 4, 8 and 16 seconds: the default of 511 is a lottery.
 */
const BACKLOG = 8_192;

/** @returns the address, once it answers there. @throws where the port is taken. */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
  const address = server.address();
  return `http://${host}:${typeof address === 'object' && address ? address.port : port}`;
}

/** How long requests in flight may take to be answered, in milliseconds; streams end with it. */
const DRAIN_MS = 11_000;

/** Takes no more requests, and waits for those in flight. */
export async function drain(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  });
}
