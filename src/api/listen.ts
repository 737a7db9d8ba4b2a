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

/** How often connections are closed that have just become idle, in milliseconds. */
const IDLE_MS = 200;

/**
 * Takes no more connections, and waits for the requests in flight. Clients keep their connections and go on asking over
 * them: they are still answered, and told to ask elsewhere next time.
 */
export async function drain(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
  const giveUp = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(idle);
  clearTimeout(giveUp);
}
